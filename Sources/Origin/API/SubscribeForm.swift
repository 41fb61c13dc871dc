import Foundation
import HTTPSemantics
import Subscriptions

/// The body of `POST /subscriptions`, from JSON or from an HTML form.
enum SubscribeForm {
    /// The form's fields and how long each may be. `website` is the honeypot: people don't see it.
    private static let lengths = ["email": 320, "name": 80, "locale": 35, "website": 200]
    /// How long the form was shown, in milliseconds, where a script could tell.
    private static let shown = "shown_ms"

    /// Reads JSON. Unknown members are refused, so that a misspelt one isn't dropped in silence.
    static func fromJSON(_ bytes: [UInt8]) throws(Problem) -> SubscribeRequest {
        guard let value = try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed) else {
            throw Problem(400, detail: "The body is not JSON.")
        }
        guard let members = value as? [String: Any] else {
            throw invalid([.init(pointer: "", detail: "must be an object")])
        }
        var violations: [Problem.Violation] = []
        var texts: [String: String] = [:]
        for (name, value) in members.sorted(by: { $0.key < $1.key }) {
            if name == shown {
                // A number, or the text of one: both are read as a form's would be.
                texts[name] = value is NSNull ? nil : "\(value)"
            } else if lengths[name] == nil {
                violations.append(.init(pointer: pointer(name), detail: "is not a member of this request"))
            } else if let text = value as? String {
                texts[name] = text
            } else if !(value is NSNull) {
                violations.append(.init(pointer: pointer(name), detail: "must be a text"))
            }
        }
        return try request(texts, form: "api", violations)
    }

    /// Reads a form. What else it holds, such as the name of its button, doesn't matter.
    static func fromForm(_ bytes: [UInt8]) throws(Problem) -> SubscribeRequest {
        guard let form = FormData(bytes) else { throw Problem(400, detail: "The body is not a form.") }
        var texts: [String: String] = [:]
        for name in lengths.keys { texts[name] = form[name] }
        texts[shown] = nonEmpty(form[shown])
        return try request(texts, form: "site", [])
    }

    static func invalid(_ violations: [Problem.Violation]) -> Problem {
        Problem(422, "Invalid subscription", detail: "Something in it can't be right.", violations: violations)
    }

    private static func request(
        _ texts: [String: String], form: String, _ known: [Problem.Violation]
    ) throws(Problem) -> SubscribeRequest {
        var violations = known
        for (name, text) in texts.sorted(by: { $0.key < $1.key }) where text.count > lengths[name] ?? .max {
            violations.append(.init(pointer: pointer(name), detail: "is longer than \(lengths[name] ?? 0) characters"))
        }
        let email = texts["email"]?.trimmingCharacters(in: .whitespaces) ?? ""
        if email.isEmpty, !violations.contains(where: { $0.pointer == "/email" }) {
            violations.append(.init(pointer: "/email", detail: "is missing"))
        }
        let milliseconds = texts[shown].flatMap { Int($0) }
        if texts[shown] != nil, milliseconds ?? -1 < 0 {
            violations.append(.init(pointer: pointer(shown), detail: "must be a whole number of milliseconds"))
        }
        guard violations.isEmpty else { throw invalid(violations) }
        return SubscribeRequest(
            email: email, name: nonEmpty(texts["name"]), locale: nonEmpty(texts["locale"]),
            honeypot: nonEmpty(texts["website"]), form: form,
            shownFor: milliseconds.map { .milliseconds($0) })
    }

    private static func nonEmpty(_ text: String?) -> String? { text.flatMap { $0.isEmpty ? nil : $0 } }

    /// RFC 6901 §3.
    private static func pointer(_ name: String) -> String {
        "/" + name.replacing("~", with: "~0").replacing("/", with: "~1")
    }
}
