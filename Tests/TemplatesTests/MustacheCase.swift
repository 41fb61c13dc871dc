import Templates
import Testing

/// One clause of what mustache says: a template, what it is filled with, and what must come out.
struct MustacheCase: Sendable, CustomTestStringConvertible {
    var clause: String
    var template: String
    var value: TemplateValue
    var others: [String: String]
    var expected: String

    init(
        _ clause: String, _ template: String, _ value: TemplateValue = [:], others: [String: String] = [:],
        gives expected: String
    ) {
        self.clause = clause
        self.template = template
        self.value = value
        self.others = others
        self.expected = expected
    }

    var testDescription: String { clause }

    var rendered: String {
        get throws { try render(template, value, others: others) }
    }
}

/// Makes a library of one template, named `main`, and its companions, and fills it.
func render(_ template: String, _ value: TemplateValue = [:], others: [String: String] = [:]) throws -> String {
    let bytes = try library(template, others: others).render("main", with: value)
    return String(decoding: bytes, as: UTF8.self)
}

func library(_ template: String, others: [String: String] = [:]) throws(TemplateProblems) -> TemplateLibrary {
    let main = TemplateSource(name: "main", path: "main.mustache", text: template)
    let companions = others.map { TemplateSource(name: $0.key, path: "\($0.key).mustache", text: $0.value) }
    return try TemplateLibrary(sources: [main] + companions)
}
