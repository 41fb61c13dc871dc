import Templates
import Testing

@Suite struct `Comments and delimiters` {
    @Test(arguments: comments) func `comments leave nothing`(_ row: MustacheCase) throws {
        #expect(try row.rendered == row.expected)
    }

    @Test(arguments: delimiters) func `other delimiters work like the usual`(_ row: MustacheCase) throws {
        #expect(try row.rendered == row.expected)
    }

    private static let comments: [MustacheCase] = [
        .init("within a line", "12345{{! a comment }}67890", gives: "1234567890"),
        .init("over several lines", "123{{!\n a\n b\n}}456\n", gives: "123456\n"),
        .init("alone on a line", "a\n{{! c }}\nb\n", gives: "a\nb\n"),
        .init("alone and indented", "a\n  {{! c }}\nb\n", gives: "a\nb\n"),
        .init("alone over several lines", "a\n  {{!\n  c\n  }}\nb\n", gives: "a\nb\n"),
        .init("alone before a carriage return", "a\r\n{{! c }}\r\nb", gives: "a\r\nb"),
        .init("alone at the beginning", "{{! c }}\nb", gives: "b"),
        .init("alone at the end", "a\n  {{! c }}", gives: "a\n"),
        .init("beside text", "  12 {{! 34 }}\n", gives: "  12 \n"),
        .init("is not a name", "a {{!x}} b {{! x }}", ["!": 1, "! x": 2, "x": 3], gives: "a  b "),
        .init("in a section", "{{#x}}{{! c }}a{{/x}}", ["x": true], gives: "a"),
    ]

    private static let delimiters: [MustacheCase] = [
        .init("pairs", "{{=<% %>=}}(<%x%>)", ["x": "a"], gives: "(a)"),
        .init("single marks", "({{=[ ]=}}[x])", ["x": "a"], gives: "(a)"),
        .init("marks with a meaning elsewhere", "({{=| |=}}|x|)", ["x": "a"], gives: "(a)"),
        .init("the usual are text then", "{{=<% %>=}}{{x}}<%x%>", ["x": 1], gives: "{{x}}1"),
        .init("and back", "{{=<% %>=}}<%x%><%={{ }}=%>{{x}}", ["x": 1], gives: "11"),
        .init("braces within", "{{=<% %>=}}<%{x}%><%&x%><%x%>", ["x": "<"], gives: "<<&lt;"),
        .init("sections", "{{=| |=}}|#x|a|/x||^x|b|/x|", ["x": true], gives: "a"),
        .init("from within a section", "{{#x}}{{=| |=}}|y||/x||y|", ["x": true, "y": 1], gives: "11"),
        .init("space around them", "{{= <%   %> =}}<%x%>", ["x": 1], gives: "1"),
        .init("a line of its own", "a\n  {{=<% %>=}}\nb\n", gives: "a\nb\n"),
        .init("beside text", "| {{=@ @=}} |", gives: "|  |"),
        .init("partials keep the usual", "{{=<% %>=}}<%>p%>", ["x": 1], others: ["p": "{{x}}<%x%>"], gives: "1<%x%>"),
        .init("partials don't give theirs", "{{>p}}{{x}}", ["x": 1], others: ["p": "{{=| |=}}|x|"], gives: "11"),
    ]
}
