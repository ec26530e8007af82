//! Imports, exports, ambient declarations, and what CommonJS does with assignments.

use tree_sitter::Node;

use super::{
    super::{
        Augmentation, BindingId, Export, ExprId, ExprKind, Import, ImportName, Imported, Name,
        Origin, PatId, PatKind, StmtId, StmtKind,
    },
    Field, Kind, Lowerer,
    statements::Names,
};

impl<'t> Lowerer<'_, '_, 't> {
    pub(super) fn import_statement(&mut self, node: Node<'t>, out: &mut Vec<StmtId>) {
        let (mut clause, mut source, mut type_only) = (None, None, false);
        for (kind, child) in self.children(node) {
            match kind {
                Kind::TypeToken => type_only = true,
                Kind::ImportClause => clause = Some((kind, child)),
                Kind::ImportRequireClause => {
                    clause = Some((kind, child));
                    source = self.field(child, Field::Source);
                }
                Kind::String => {
                    source = Some(child);
                    break;
                }
                _ => {}
            }
        }
        out.push(self.stmt(StmtKind::Module, node));
        let Some(source) = source else {
            return;
        };
        let id = super::index(self.item.imports.len());
        let mut names = Vec::new();
        if let Some((kind, clause)) = clause {
            self.import_clause(kind, clause, id, &mut names);
        }
        let import = Import {
            specifier: self.string(source),
            specifier_span: self.span_of(self.inside_quotes(source)),
            span: self.span(node),
            type_only,
            names,
        };
        self.item.imports.push(import);
    }

    fn import_clause(
        &mut self,
        kind: Kind,
        node: Node<'t>,
        import: u32,
        names: &mut Vec<ImportName>,
    ) {
        // `import x = require('…')` takes the module as it is.
        let plain = match kind {
            Kind::ImportRequireClause => Imported::Namespace,
            _ => Imported::Default,
        };
        for (kind, child) in self.named(node) {
            match kind {
                Kind::Identifier => {
                    self.import_name(plain.clone(), child, child, child, import, names);
                }
                Kind::NamespaceImport => {
                    if let Some(local) = self.inner(child) {
                        let all = Imported::Namespace;
                        self.import_name(all, local, child, local, import, names);
                    }
                }
                Kind::NamedImports => {
                    for (kind, specifier) in self.named(child) {
                        if kind == Kind::ImportSpecifier {
                            self.import_specifier(specifier, import, names);
                        }
                    }
                }
                _ => {}
            }
        }
    }

    fn import_specifier(&mut self, node: Node<'t>, import: u32, names: &mut Vec<ImportName>) {
        let Some(name) = self.field(node, Field::Name) else {
            return;
        };
        let local = self.field(node, Field::Alias).unwrap_or(name);
        if local.is_missing() {
            return;
        }
        let imported = imported(self.module_name(name));
        self.import_name(imported, name, node, local, import, names);
        let type_only = self
            .children(node)
            .next()
            .is_some_and(|(kind, first)| kind == Kind::TypeToken && first != name);
        if let Some(last) = names.last_mut() {
            last.type_only = type_only;
        }
    }

    fn import_name(
        &mut self,
        imported: Imported,
        written: Node<'t>,
        whole: Node<'t>,
        local: Node<'t>,
        import: u32,
        names: &mut Vec<ImportName>,
    ) {
        let origin = Origin::Import {
            import,
            name: super::index(names.len()),
        };
        let local: BindingId = self.declare(local, origin, true);
        names.push(ImportName {
            imported,
            imported_span: self.span(written),
            span: self.span(whole),
            local,
            type_only: false,
        });
    }

    /// The name of an export: a word or a string.
    fn module_name(&self, node: Node<'t>) -> Name {
        match self.kind(node) {
            Kind::String => self.string(node),
            _ => self.name(node),
        }
    }

    /// `import A = B.C`.
    pub(super) fn import_alias(&mut self, node: Node<'t>, out: &mut Vec<StmtId>) {
        let mut children = self.named(node);
        let (Some((_, name)), Some((_, target))) = (children.next(), children.next()) else {
            return;
        };
        let names = Names {
            scope: self.scope,
            constant: true,
        };
        out.push(self.variable(node, name, None, Some(target), names));
    }

    pub(super) fn export_statement(&mut self, node: Node<'t>, out: &mut Vec<StmtId>) {
        let is_default = self.has(node, Kind::DefaultToken);
        for (kind, child) in self.named(node) {
            if kind == Kind::Decorator {
                self.decorator(child);
            }
        }
        let decorators = std::mem::take(&mut self.decorators);
        if !decorators.is_empty() {
            out.push(self.stmt(StmtKind::Unknown(decorators), node));
        }
        if let Some(declaration) = self.field(node, Field::Declaration) {
            self.pass_doc(node, Some(declaration));
            let first = self
                .item
                .scopes
                .first()
                .map_or(0, |scope| scope.bindings.len());
            self.statement(declaration, out);
            self.export_declared(first, is_default);
            return;
        }
        if let Some(value) = self.field(node, Field::Value) {
            self.pass_doc(node, Some(value));
            let value = self.expr(value);
            out.push(self.stmt(StmtKind::Expr(value), node));
            self.export(Export::Value {
                exported: Name::new_static("default"),
                value,
            });
            return;
        }
        if self.has(node, Kind::EqualsToken) {
            if let Some(value) = self.inner(node) {
                let value = self.expr(value);
                out.push(self.stmt(StmtKind::Expr(value), node));
                self.export(Export::Module(value));
            }
            return;
        }
        out.push(self.stmt(StmtKind::Module, node));
        self.export_names(node);
    }

    pub(super) fn export(&mut self, export: Export) {
        if self.is_top {
            self.item.exports.push(export);
        }
    }

    /// Exports the bindings that a declaration added to the item's outermost scope.
    fn export_declared(&mut self, first: usize, is_default: bool) {
        if !self.is_top {
            return;
        }
        let added = self.item.scopes.first().map(|scope| &scope.bindings);
        for id in added.into_iter().flatten().skip(first) {
            let Some(binding) = self.item.bindings.get(id.index()) else {
                continue;
            };
            let exported = match is_default {
                true => Name::new_static("default"),
                false => binding.name.clone(),
            };
            self.item.exports.push(Export::Local {
                exported,
                local: binding.name.clone(),
                span: binding.span,
            });
        }
    }

    /// `export { a as b }`, `export … from '…'`.
    fn export_names(&mut self, node: Node<'t>) {
        let source = self.field(node, Field::Source);
        let from = source.map(|source| {
            (
                self.string(source),
                self.span_of(self.inside_quotes(source)),
            )
        });
        let mut is_star = self.has(node, Kind::StarToken);
        for (kind, child) in self.named(node) {
            match (kind, &from) {
                (Kind::ExportClause, _) => {
                    is_star = false;
                    for (kind, specifier) in self.named(child) {
                        if kind == Kind::ExportSpecifier {
                            self.export_specifier(specifier, from.clone());
                        }
                    }
                }
                (Kind::NamespaceExport, Some((specifier, specifier_span))) => {
                    is_star = false;
                    if let Some(name) = self.inner(child) {
                        self.export(Export::From {
                            specifier: specifier.clone(),
                            specifier_span: *specifier_span,
                            imported: Imported::Namespace,
                            imported_span: self.span(child),
                            exported: self.module_name(name),
                        });
                    }
                }
                _ => {}
            }
        }
        if let (true, Some((specifier, specifier_span))) = (is_star, from) {
            self.export(Export::Star {
                specifier,
                specifier_span,
            });
        }
    }

    fn export_specifier(&mut self, node: Node<'t>, from: Option<(Name, super::Span)>) {
        let Some(name) = self.field(node, Field::Name) else {
            return;
        };
        let alias = self.field(node, Field::Alias).unwrap_or(name);
        let (local, exported) = (self.module_name(name), self.module_name(alias));
        let span = self.span(name);
        self.export(match from {
            None => Export::Local {
                exported,
                local,
                span,
            },
            Some((specifier, specifier_span)) => Export::From {
                specifier,
                specifier_span,
                imported: imported(local),
                imported_span: span,
                exported,
            },
        });
    }

    /// `declare …`: a declaration without code, `declare global`, `declare module 'x'`.
    pub(super) fn ambient(&mut self, node: Node<'t>, out: &mut Vec<StmtId>) {
        if self.has(node, Kind::GlobalToken) {
            let mut named = self.named(node);
            let body = named.find(|(kind, _)| *kind == Kind::StatementBlock);
            let kind = self.augmentation(None, body.map(|(_, body)| body));
            out.push(self.stmt(kind, node));
            return;
        }
        for (kind, child) in self.named(node) {
            if kind.is_statement() {
                self.statement(child, out);
            }
        }
    }

    pub(super) fn augmentation(
        &mut self,
        module: Option<Name>,
        body: Option<Node<'t>>,
    ) -> StmtKind {
        let kind = self.within_namespace(body);
        if let StmtKind::Namespace(body) = &kind {
            self.item.augmentations.push(Augmentation {
                module,
                body: body.clone(),
            });
        }
        kind
    }

    /// `module.exports = …`, `exports.x = …`, `module.exports.x = …` outside functions.
    pub(super) fn common_js_export(&mut self, target: PatId, value: ExprId) {
        if self.function.is_some() || !self.is_top {
            return;
        }
        let Some(PatKind::Target(target)) = self.item.pats.get(target.index()).map(|pat| &pat.kind)
        else {
            return;
        };
        if self.is_module_exports(*target, false) {
            self.export(Export::Module(value));
            return;
        }
        let Some((object, exported)) = self.member_parts(*target) else {
            return;
        };
        if self.is_module_exports(object, true) {
            self.export(Export::Value { exported, value });
        }
    }

    /// Whether an expression is `module.exports` - or, if `or_short`, `exports`.
    fn is_module_exports(&self, id: ExprId, or_short: bool) -> bool {
        let is_name = |id: ExprId, wanted: &str| {
            matches!(
                self.item.exprs.get(id.index()).map(|expr| &expr.kind),
                Some(ExprKind::Name(name)) if name == wanted
            )
        };
        let shadows = self.context.shadows;
        if or_short && !shadows.exports && is_name(id, "exports") {
            return true;
        }
        !shadows.module
            && self
                .member_parts(id)
                .is_some_and(|(object, name)| name == "exports" && is_name(object, "module"))
    }

    /// `object.name` or `object['name']`.
    fn member_parts(&self, id: ExprId) -> Option<(ExprId, Name)> {
        use super::super::Literal;
        match &self.item.exprs.get(id.index())?.kind {
            ExprKind::Member { object, name, .. } => Some((*object, name.clone())),
            ExprKind::Index { object, index, .. } => {
                match &self.item.exprs.get(index.index())?.kind {
                    ExprKind::Literal(Literal::String(name)) => Some((*object, name.clone())),
                    _ => None,
                }
            }
            _ => None,
        }
    }
}

fn imported(name: Name) -> Imported {
    match name.as_str() {
        "default" => Imported::Default,
        _ => Imported::Named(name),
    }
}
