"""The grammar of SPARQL 1.1 queries (W3C Recommendation, section 19.8), as `kg.grammar` reads it.

A rule a paragraph: choices split by |, repetition by * + ?, words in capitals for keywords, marks in quotation marks,
and kinds of tokens in small letters. Binary operators are one rule, because only the place of a mistake is looked for.
"""

from __future__ import annotations

from typing import Final

RULES: Final = """
Query = Prologue ( SelectQuery | ConstructQuery | DescribeQuery | AskQuery ) ValuesClause END
Prologue = ( BASE iriref | PREFIX ns iriref )*
SelectQuery = SelectClause DatasetClause* WhereClause SolutionModifier
SubSelect = SelectClause WhereClause SolutionModifier ValuesClause
SelectClause = SELECT ( DISTINCT | REDUCED )? ( ( var | "(" Expression AS var ")" )+ | "*" )
ConstructQuery = CONSTRUCT ( ConstructTemplate DatasetClause* WhereClause SolutionModifier | DatasetClause*
    WHERE "{" TriplesTemplate? "}" SolutionModifier )
DescribeQuery = DESCRIBE ( VarOrIri+ | "*" ) DatasetClause* WhereClause? SolutionModifier
AskQuery = ASK DatasetClause* WhereClause SolutionModifier
DatasetClause = FROM ( Iri | NAMED Iri )
WhereClause = WHERE GroupGraphPattern | GroupGraphPattern
SolutionModifier = GroupClause? HavingClause? OrderClause? LimitOffset?
GroupClause = GROUP BY ( BuiltInCall | FunctionCall | "(" Expression ( AS var )? ")" | var )+
HavingClause = HAVING Constraint+
OrderClause = ORDER BY ( ( ASC | DESC ) BrackettedExpression | Constraint | var )+
LimitOffset = LIMIT number ( OFFSET number )? | OFFSET number ( LIMIT number )?
ValuesClause = ( VALUES DataBlock )?
TriplesTemplate = TriplesSameSubject ( "." TriplesTemplate? )?
GroupGraphPattern = "{" ( SubSelect | GroupGraphPatternSub ) "}"
GroupGraphPatternSub = TriplesBlock? ( GraphPatternNotTriples "."? TriplesBlock? )*
TriplesBlock = TriplesSameSubject ( "." TriplesBlock? )?
GraphPatternNotTriples = GroupGraphPattern ( UNION GroupGraphPattern )* | OPTIONAL GroupGraphPattern | MINUS
    GroupGraphPattern | GRAPH VarOrIri GroupGraphPattern | FILTER Constraint | BIND "(" Expression AS var ")" |
    VALUES DataBlock
DataBlock = var "{" DataBlockValue* "}" | ( nil | "(" var* ")" ) "{" ( "(" DataBlockValue* ")" | nil )* "}"
DataBlockValue = Iri | Literal | UNDEF
Constraint = BrackettedExpression | BuiltInCall | FunctionCall
FunctionCall = Iri ArgList
ArgList = nil | "(" DISTINCT? Expression ( "," Expression )* ")"
ConstructTemplate = "{" TriplesTemplate? "}"
TriplesSameSubject = VarOrTerm PropertyList | TriplesNode PropertyList?
PropertyList = Verb ObjectList ( ";" ( Verb ObjectList )? )*
Verb = var | Path
ObjectList = Object ( "," Object )*
Object = VarOrTerm | TriplesNode
Path = PathSequence ( "|" PathSequence )*
PathSequence = PathElt ( "/" PathElt )*
PathElt = "^"? PathPrimary ( "?" | "*" | "+" )?
PathPrimary = Iri | a | "!" PathNegated | "(" Path ")"
PathNegated = PathOne | nil | "(" ( PathOne ( "|" PathOne )* )? ")"
PathOne = Iri | a | "^" ( Iri | a )
TriplesNode = "(" Object+ ")" | "[" PropertyList "]"
VarOrTerm = var | GraphTerm
VarOrIri = var | Iri
GraphTerm = Iri | Literal | blank | anon | nil
Expression = Unary ( Operator Unary | IN ExpressionList | NOT IN ExpressionList )*
Operator = "||" | "&&" | "=" | "!=" | "<" | ">" | "<=" | ">=" | "+" | "-" | "*" | "/"
ExpressionList = nil | "(" Expression ( "," Expression )* ")"
Unary = ( "!" | "+" | "-" )* Primary
Primary = BrackettedExpression | BuiltInCall | Iri ArgList? | LiteralUnsigned | var
BrackettedExpression = "(" Expression ")"
BuiltInCall = function Arguments | EXISTS GroupGraphPattern | NOT EXISTS GroupGraphPattern
Arguments = nil | "(" DISTINCT? ( "*" | Expression ( "," Expression )* ( ";" SEPARATOR "=" string )? ) ")"
Literal = string ( lang | "^^" Iri )? | ( "+" | "-" )? number | TRUE | FALSE
LiteralUnsigned = string ( lang | "^^" Iri )? | number | TRUE | FALSE
Iri = iriref | name | ns
"""
