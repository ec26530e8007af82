//! Whether a value fits what a version takes, and what does not.

use std::sync::Arc;

use smol_str::SmolStr;

use super::{
    assign::{Assign, Difference, Mode, What},
    clause,
};
use crate::knowledge::{FunctionType, LiteralType, MemberKey, Timeline, Type, VersionIdx};

/// Something about a value that a version does not take.
#[derive(Clone, Debug, PartialEq)]
pub struct Misfit(Difference);

impl Misfit {
    /// Where in the value: names of fields from the outside in.
    #[must_use]
    pub fn path(&self) -> &[SmolStr] {
        &self.0.path
    }

    /// Whether something is wanted that is not there.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        matches!(self.0.what, What::Needed | What::OneOf(_))
    }

    /// Fields and parameters that are wanted and not there: one, or those of which one is wanted, or which go together.
    #[must_use]
    pub fn missing(&self) -> Vec<SmolStr> {
        match &self.0.what {
            What::OneOf(fields) | What::Together(fields) => fields.clone(),
            What::Needed | What::Required | What::MayBeMissing => {
                self.0.path.last().cloned().into_iter().collect()
            }
            _ => Vec::new(),
        }
    }

    /// Whether it is about `null` or `undefined` alone.
    #[must_use]
    pub fn is_of_nothing(&self) -> bool {
        match &self.0.what {
            What::MayBe(literal) | What::Literal(literal) => {
                Type::Literal(literal.clone()).is_nullish()
            }
            What::Type { given, .. } => given.is_nullish(),
            _ => false,
        }
    }

    /// Whether something is there that is not wanted.
    #[must_use]
    pub fn is_surplus(&self) -> bool {
        self.0.what == What::Gone
    }
}

impl Timeline {
    /// What of a value does not fit in a version. Nothing where it fits, or where the types do not tell.
    #[must_use]
    pub fn misfits(&self, given: &Type, wanted: &Type, at: VersionIdx) -> Vec<Misfit> {
        self.misfits_across((given, at), (wanted, at))
    }

    /// What of a value that is of one version does not fit where something of another is wanted.
    #[must_use]
    pub fn misfits_across(
        &self,
        given: (&Type, VersionIdx),
        wanted: (&Type, VersionIdx),
    ) -> Vec<Misfit> {
        let mut assign = Assign::new(self, Mode::Arguments);
        assign.assign(given, wanted);
        assign.differences().into_iter().map(Misfit).collect()
    }

    /// A misfit in words: "`context` is required". `name`: what the whole value is called; `read`: whether it comes from
    /// the SDK rather than goes to it.
    #[must_use]
    pub fn misfit_clause(
        &self,
        misfit: &Misfit,
        name: &str,
        read: bool,
        at: VersionIdx,
    ) -> Option<String> {
        let mut difference = misfit.0.clone();
        if difference.path.is_empty() {
            difference.path.push(name.into());
        }
        let mode = if read { Mode::Result } else { Mode::Arguments };
        clause::of_values(self, &[difference], mode, at, at)
    }

    /// The signatures of a function, a method, or (`construct`) a class in a version.
    #[must_use]
    pub fn signatures(
        &self,
        key: &MemberKey,
        construct: bool,
        at: VersionIdx,
    ) -> Arc<[FunctionType]> {
        let find = || self.find_signatures(key, construct, at).into();
        self.asked.signatures.of(key, (construct, at), find)
    }

    fn find_signatures(
        &self,
        key: &MemberKey,
        construct: bool,
        at: VersionIdx,
    ) -> Vec<FunctionType> {
        if !construct {
            return self.callable((key, at));
        }
        let decl = match key {
            MemberKey::Export { entry, name } => self.export(entry, name, at),
            MemberKey::Decl(id) => Some(*id),
            MemberKey::Member { .. } => None,
        };
        let variant = decl
            .and_then(|id| self.construct(id, at))
            .and_then(|(_, member)| member.at(at));
        variant.map_or_else(Vec::new, |variant| {
            let functions = self.ty(variant.ty).functions();
            functions.into_iter().cloned().collect()
        })
    }
}

/// A type that may be left out, too.
#[must_use]
pub fn or_missing(ty: &Type) -> Type {
    Type::Union(vec![ty.clone(), Type::Literal(LiteralType::Undefined)])
}
