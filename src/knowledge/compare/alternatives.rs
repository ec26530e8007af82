//! Unions of records: what none of the alternatives takes, and what is one of several.

use smol_str::SmolStr;

use super::{
    assign::{Assign, Difference, What},
    shape::{Form, Shape, ShapeField},
};
use crate::knowledge::{Type, VersionIdx};

impl Assign<'_> {
    /// Whether a type is a record, or one of several.
    pub(super) fn is_record(&self, ty: &Type, at: VersionIdx) -> bool {
        self.records(ty, at, 0).is_some()
    }

    /// The fields of each alternative, if all of them are records.
    pub(super) fn records(&self, ty: &Type, at: VersionIdx, depth: usize) -> Option<Vec<Shape>> {
        if depth > 3 {
            return None;
        }
        match self.timeline.form(ty, at) {
            Form::Fields(fields) => Some(vec![fields]),
            Form::Other(Type::Union(arms)) => {
                let arms = arms.iter().filter(|arm| !arm.is_nullish());
                let shapes: Option<Vec<_>> =
                    arms.map(|arm| self.records(arm, at, depth + 1)).collect();
                shapes.map(|shapes| shapes.into_iter().flatten().collect())
            }
            _ => None,
        }
    }

    /// What the nearest alternative lacks is not wrong if another has it; what only some want is one of several.
    pub(super) fn of_alternatives(
        &self,
        differences: Vec<Difference>,
        shapes: &[Shape],
        given: &[Shape],
    ) -> Vec<Difference> {
        let is_never =
            |field: &ShapeField| matches!(&field.ty, Type::Keyword(name) if name == "never");
        let known = |name: &SmolStr| {
            let mut fields = shapes.iter().filter_map(|shape| shape.get(name));
            fields.any(|field| !is_never(field))
        };
        let wants = |shape: &Shape, name: &SmolStr| {
            shape
                .get(name)
                .is_some_and(|field| !field.optional && !is_never(field))
        };
        let by_some = |name: &SmolStr| {
            let mut wanting = shapes.iter().filter(|shape| wants(shape, name));
            wanting.next().is_some() && !shapes.iter().all(|shape| wants(shape, name))
        };
        let mut choice: Vec<SmolStr> = Vec::new();
        let mut wanted = false;
        let mut kept: Vec<Difference> = Vec::new();
        for difference in differences {
            let name = match difference.path.get(self.path.len()..) {
                Some([name]) => name.clone(),
                _ => {
                    kept.push(difference);
                    continue;
                }
            };
            match difference.what {
                What::Gone if known(&name) => {
                    choice.extend(Some(name).filter(by_some));
                }
                What::Required | What::Needed if by_some(&name) => {
                    wanted = true;
                    choice.push(name);
                }
                _ => kept.push(difference),
            }
        }
        if wanted {
            let could = given
                .iter()
                .flat_map(Shape::keys)
                .filter(|name| by_some(name));
            choice.extend(could.cloned());
            choice.dedup();
            // One alone is no choice: what the other alternatives want instead.
            if choice.len() < 2 {
                let all = shapes.iter().flat_map(Shape::keys);
                choice.extend(all.filter(|name| by_some(name)).cloned());
            }
            choice.sort_unstable();
            choice.dedup();
            let all_or_none = |shape: &Shape| {
                let mut wanting = choice.iter().map(|name| wants(shape, name));
                let first = wanting.next();
                wanting.all(|it| Some(it) == first)
            };
            let what = if shapes.iter().all(all_or_none) {
                What::Together(choice)
            } else {
                What::OneOf(choice)
            };
            kept.push(Difference {
                path: self.path.clone(),
                what,
            });
        }
        kept
    }
}
