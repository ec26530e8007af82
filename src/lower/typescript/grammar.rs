//! The kinds and fields of the TypeScript grammars, by number.

use std::sync::LazyLock;

use tree_sitter::Node;

use crate::syntax::Language;

macro_rules! kinds {
    (named { $($named:ident = $named_text:literal,)* } tokens { $($token:ident = $token_text:literal,)* }) => {
        /// A kind of node.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub(super) enum Kind {
            $($named,)*
            $($token,)*
            /// Broken syntax.
            Error,
            /// Any other node with a name.
            OtherNamed,
            /// Any other token.
            OtherToken,
        }

        impl Kind {
            /// Whether it has a name in the grammar; tokens have none.
            pub(super) fn is_named(self) -> bool {
                !matches!(self, $(Self::$token |)* Self::OtherToken)
            }
        }

        fn kind_of(text: &str, is_named: bool) -> Kind {
            match (text, is_named) {
                $(($named_text, true) => Kind::$named,)*
                $(($token_text, false) => Kind::$token,)*
                (_, true) => Kind::OtherNamed,
                (_, false) => Kind::OtherToken,
            }
        }
    };
}

kinds! {
    named {
        AbstractClassDeclaration = "abstract_class_declaration",
        AbstractMethodSignature = "abstract_method_signature",
        AccessibilityModifier = "accessibility_modifier",
        AmbientDeclaration = "ambient_declaration",
        Arguments = "arguments",
        Array = "array",
        ArrayPattern = "array_pattern",
        ArrayType = "array_type",
        ArrowFunction = "arrow_function",
        AsExpression = "as_expression",
        Assignment = "assignment_expression",
        AssignmentPattern = "assignment_pattern",
        Asserts = "asserts",
        AssertsAnnotation = "asserts_annotation",
        AugmentedAssignment = "augmented_assignment_expression",
        Await = "await_expression",
        Binary = "binary_expression",
        Break = "break_statement",
        Call = "call_expression",
        CallSignature = "call_signature",
        Class = "class",
        ClassBody = "class_body",
        ClassDeclaration = "class_declaration",
        ClassHeritage = "class_heritage",
        ClassStaticBlock = "class_static_block",
        Comment = "comment",
        ComputedPropertyName = "computed_property_name",
        ConditionalType = "conditional_type",
        ConstructSignature = "construct_signature",
        ConstructorType = "constructor_type",
        Continue = "continue_statement",
        Debugger = "debugger_statement",
        Decorator = "decorator",
        Do = "do_statement",
        ElseClause = "else_clause",
        Empty = "empty_statement",
        EnumAssignment = "enum_assignment",
        EnumDeclaration = "enum_declaration",
        ExistentialType = "existential_type",
        ExportClause = "export_clause",
        ExportSpecifier = "export_specifier",
        ExportStatement = "export_statement",
        ExpressionStatement = "expression_statement",
        ExtendsClause = "extends_clause",
        ExtendsTypeClause = "extends_type_clause",
        False = "false",
        FlowMaybeType = "flow_maybe_type",
        For = "for_statement",
        ForIn = "for_in_statement",
        FormalParameters = "formal_parameters",
        FunctionDeclaration = "function_declaration",
        FunctionExpression = "function_expression",
        FunctionSignature = "function_signature",
        FunctionType = "function_type",
        GeneratorFunction = "generator_function",
        GeneratorFunctionDeclaration = "generator_function_declaration",
        GenericType = "generic_type",
        HashBang = "hash_bang_line",
        HtmlComment = "html_comment",
        Identifier = "identifier",
        If = "if_statement",
        ImplementsClause = "implements_clause",
        Import = "import",
        ImportAlias = "import_alias",
        ImportClause = "import_clause",
        ImportRequireClause = "import_require_clause",
        ImportSpecifier = "import_specifier",
        ImportStatement = "import_statement",
        IndexSignature = "index_signature",
        IndexTypeQuery = "index_type_query",
        InferType = "infer_type",
        InstantiationExpression = "instantiation_expression",
        InterfaceBody = "interface_body",
        InterfaceDeclaration = "interface_declaration",
        InternalModule = "internal_module",
        IntersectionType = "intersection_type",
        JsxAttribute = "jsx_attribute",
        JsxElement = "jsx_element",
        JsxExpression = "jsx_expression",
        JsxNamespaceName = "jsx_namespace_name",
        JsxOpeningElement = "jsx_opening_element",
        JsxSelfClosing = "jsx_self_closing_element",
        Labeled = "labeled_statement",
        LexicalDeclaration = "lexical_declaration",
        LiteralType = "literal_type",
        LookupType = "lookup_type",
        MappedTypeClause = "mapped_type_clause",
        Member = "member_expression",
        MetaProperty = "meta_property",
        MethodDefinition = "method_definition",
        MethodSignature = "method_signature",
        Module = "module",
        NamedImports = "named_imports",
        NamespaceExport = "namespace_export",
        NamespaceImport = "namespace_import",
        NestedIdentifier = "nested_identifier",
        NestedTypeIdentifier = "nested_type_identifier",
        New = "new_expression",
        NonNull = "non_null_expression",
        Null = "null",
        Number = "number",
        Object = "object",
        ObjectAssignmentPattern = "object_assignment_pattern",
        ObjectPattern = "object_pattern",
        ObjectType = "object_type",
        OptionalParameter = "optional_parameter",
        OptionalChain = "optional_chain",
        OptionalType = "optional_type",
        OverrideModifier = "override_modifier",
        Pair = "pair",
        PairPattern = "pair_pattern",
        Parenthesized = "parenthesized_expression",
        ParenthesizedType = "parenthesized_type",
        PredefinedType = "predefined_type",
        PrivatePropertyIdentifier = "private_property_identifier",
        Program = "program",
        PropertyIdentifier = "property_identifier",
        PropertySignature = "property_signature",
        PublicFieldDefinition = "public_field_definition",
        ReadonlyType = "readonly_type",
        Regex = "regex",
        RequiredParameter = "required_parameter",
        RestPattern = "rest_pattern",
        RestType = "rest_type",
        Return = "return_statement",
        SatisfiesExpression = "satisfies_expression",
        Sequence = "sequence_expression",
        ShorthandProperty = "shorthand_property_identifier",
        ShorthandPropertyPattern = "shorthand_property_identifier_pattern",
        Spread = "spread_element",
        StatementBlock = "statement_block",
        StatementIdentifier = "statement_identifier",
        String = "string",
        Subscript = "subscript_expression",
        Super = "super",
        Switch = "switch_statement",
        SwitchCase = "switch_case",
        SwitchDefault = "switch_default",
        TemplateLiteralType = "template_literal_type",
        TemplateString = "template_string",
        TemplateSubstitution = "template_substitution",
        Ternary = "ternary_expression",
        This = "this",
        ThisType = "this_type",
        Throw = "throw_statement",
        True = "true",
        Try = "try_statement",
        TupleType = "tuple_type",
        TypeAlias = "type_alias_declaration",
        TypeAnnotation = "type_annotation",
        TypeArguments = "type_arguments",
        TypeAssertion = "type_assertion",
        TypeIdentifier = "type_identifier",
        TypeParameter = "type_parameter",
        TypeParameters = "type_parameters",
        TypePredicate = "type_predicate",
        TypePredicateAnnotation = "type_predicate_annotation",
        TypeQuery = "type_query",
        Unary = "unary_expression",
        Undefined = "undefined",
        UnionType = "union_type",
        Update = "update_expression",
        UsingDeclaration = "using_declaration",
        VariableDeclaration = "variable_declaration",
        VariableDeclarator = "variable_declarator",
        While = "while_statement",
        With = "with_statement",
        Yield = "yield_expression",
    }
    tokens {
        AndToken = "&&",
        ArrowToken = "=>",
        AsyncToken = "async",
        AwaitToken = "await",
        BangToken = "!",
        CommaToken = ",",
        ConstToken = "const",
        DefaultToken = "default",
        EqualsToken = "=",
        EqualToken = "==",
        GetToken = "get",
        GlobalToken = "global",
        IdenticalToken = "===",
        InToken = "in",
        InstanceOfToken = "instanceof",
        LetToken = "let",
        NotEqualToken = "!=",
        NotIdenticalToken = "!==",
        NullishAssignToken = "??=",
        NullishToken = "??",
        OrAssignToken = "||=",
        OrToken = "||",
        QuestionDotToken = "?.",
        QuestionToken = "?",
        ReadonlyToken = "readonly",
        SetToken = "set",
        StarToken = "*",
        StaticToken = "static",
        TypeOfToken = "typeof",
        TypeToken = "type",
        UsingToken = "using",
        VarToken = "var",
    }
}

macro_rules! fields {
    ($($field:ident = $text:literal,)*) => {
        /// A field of a node.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub(super) enum Field {
            $($field,)*
        }

        const FIELDS: &[&str] = &[$($text,)*];
    };
}

fields! {
    Alias = "alias",
    Argument = "argument",
    Arguments = "arguments",
    Body = "body",
    Condition = "condition",
    Constraint = "constraint",
    Declaration = "declaration",
    Finalizer = "finalizer",
    Function = "function",
    Handler = "handler",
    Increment = "increment",
    Initializer = "initializer",
    Keyword = "kind",
    Left = "left",
    Module = "module",
    Name = "name",
    Object = "object",
    OpenTag = "open_tag",
    Operator = "operator",
    Parameter = "parameter",
    Property = "property",
    Right = "right",
    Source = "source",
    Type = "type",
    TypeArguments = "type_arguments",
    TypeParameters = "type_parameters",
    Value = "value",
}

/// The numbers of one grammar.
pub(super) struct Grammar {
    kinds: Vec<Kind>,
    fields: Vec<u16>,
}

static TYPESCRIPT: LazyLock<Grammar> = LazyLock::new(|| Grammar::new(Language::TypeScript));
static TSX: LazyLock<Grammar> = LazyLock::new(|| Grammar::new(Language::Tsx));

impl Grammar {
    /// The numbers of a language's grammar.
    pub(super) fn of(language: Language) -> &'static Self {
        match language {
            Language::TypeScript => &TYPESCRIPT,
            Language::Tsx | Language::JavaScript => &TSX,
        }
    }

    fn new(language: Language) -> Self {
        let grammar = language.grammar();
        let kinds = (0..grammar.node_kind_count())
            .filter_map(|id| u16::try_from(id).ok())
            .map(|id| {
                let text = grammar.node_kind_for_id(id).unwrap_or_default();
                kind_of(text, grammar.node_kind_is_named(id))
            })
            .collect();
        let fields = FIELDS
            .iter()
            .map(|field| grammar.field_id_for_name(field).map_or(0, u16::from))
            .collect();
        Self { kinds, fields }
    }

    /// The kind of a node.
    pub(super) fn kind(&self, node: Node<'_>) -> Kind {
        let id = node.kind_id();
        match self.kinds.get(usize::from(id)) {
            Some(kind) => *kind,
            // tree-sitter's number for broken syntax is none of the grammar's.
            None => Kind::Error,
        }
    }

    /// The first child of a node in a field.
    pub(super) fn field<'t>(&self, node: Node<'t>, field: Field) -> Option<Node<'t>> {
        let id = self.fields.get(field as usize).copied()?;
        node.child_by_field_id(id)
    }
}

impl Kind {
    /// Whether it is an expression, or a name or literal that may be one.
    pub(super) fn is_expression(self) -> bool {
        matches!(
            self,
            Self::Array
                | Self::ArrowFunction
                | Self::AsExpression
                | Self::Assignment
                | Self::AugmentedAssignment
                | Self::Await
                | Self::Binary
                | Self::Call
                | Self::Class
                | Self::False
                | Self::FunctionExpression
                | Self::GeneratorFunction
                | Self::Identifier
                | Self::InstantiationExpression
                | Self::JsxElement
                | Self::JsxSelfClosing
                | Self::Member
                | Self::MetaProperty
                | Self::New
                | Self::NonNull
                | Self::Null
                | Self::Number
                | Self::Object
                | Self::Parenthesized
                | Self::Regex
                | Self::SatisfiesExpression
                | Self::Sequence
                | Self::String
                | Self::Subscript
                | Self::Super
                | Self::TemplateString
                | Self::Ternary
                | Self::This
                | Self::True
                | Self::TypeAssertion
                | Self::Unary
                | Self::Undefined
                | Self::Update
                | Self::Yield
        )
    }

    /// Whether it is a statement that stands in a list.
    pub(super) fn is_statement(self) -> bool {
        matches!(
            self,
            Self::AbstractClassDeclaration
                | Self::AmbientDeclaration
                | Self::Break
                | Self::ClassDeclaration
                | Self::Continue
                | Self::Debugger
                | Self::Do
                | Self::Empty
                | Self::EnumDeclaration
                | Self::ExportStatement
                | Self::ExpressionStatement
                | Self::For
                | Self::ForIn
                | Self::FunctionDeclaration
                | Self::FunctionSignature
                | Self::GeneratorFunctionDeclaration
                | Self::If
                | Self::ImportAlias
                | Self::ImportStatement
                | Self::InterfaceDeclaration
                | Self::InternalModule
                | Self::Labeled
                | Self::LexicalDeclaration
                | Self::Module
                | Self::Return
                | Self::StatementBlock
                | Self::Switch
                | Self::Throw
                | Self::Try
                | Self::TypeAlias
                | Self::UsingDeclaration
                | Self::VariableDeclaration
                | Self::While
                | Self::With
        )
    }

    /// Whether it is a comment of any form.
    pub(super) fn is_comment(self) -> bool {
        matches!(self, Self::Comment | Self::HtmlComment)
    }

    /// Whether it is the `?.` of an expression.
    pub(super) fn is_optional_chain(self) -> bool {
        matches!(self, Self::OptionalChain | Self::QuestionDotToken)
    }

    /// Whether it is a member of a class body.
    pub(super) fn is_member(self) -> bool {
        matches!(
            self,
            Self::AbstractMethodSignature
                | Self::ClassStaticBlock
                | Self::IndexSignature
                | Self::MethodDefinition
                | Self::MethodSignature
                | Self::PublicFieldDefinition
        )
    }
}
