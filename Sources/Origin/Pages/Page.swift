import Templates

/// What one of the API's own pages says, before it looks like the site.
struct Page: Hashable, Sendable {
    /// The pages a theme brings, by the names of their templates.
    enum Name: String, CaseIterable, Hashable, Sendable {
        case subscriptionReceived = "subscription-received"
        case confirm
        case confirmed
        case unsubscribe
        case unsubscribed
        case problem

        var template: String { "pages/\(rawValue)" }
    }

    /// The one thing to do: a button that sends a POST.
    struct Action: Hashable, Sendable {
        let url: String
        let label: String
    }

    let name: Name
    let heading: String
    let message: String
    let detail: String?
    let action: Action?
    /// Masked.
    let address: String?
    /// Whether to show the form to subscribe again.
    let showsForm: Bool

    init(
        _ name: Name, heading: String, message: String, detail: String? = nil, action: Action? = nil,
        address: String? = nil, showsForm: Bool = false
    ) {
        self.name = name
        self.heading = heading
        self.message = message
        self.detail = detail
        self.action = action
        self.address = address
        self.showsForm = showsForm
    }

    /// The page as its template sees it.
    ///
    /// The address asked for isn't part of it: it may hold a token, which must not become a permalink.
    ///
    /// - Parameter surroundings: `site`, `asset`, `integrity` and `data`, as the build left them.
    func value(_ surroundings: TemplateValue) -> TemplateValue {
        let site = surroundings["site"] ?? .object([:])
        let home = site["home"] ?? "/"
        var fields: [String: TemplateValue] = [
            "site": site, "asset": surroundings["asset"] ?? .object([:]),
            "integrity": surroundings["integrity"] ?? .object([:]), "data": surroundings["data"] ?? .object([:]),
            "page": [
                "title": .text(heading), "url": home, "permalink": site["url"] ?? "", "kind": "service",
                "description": .text(message), "is_home": false, "is_post": false, "is_page": false, "is_term": false,
                "noindex": true,
            ],
            "heading": .text(heading), "message": .text(message), "form": .flag(showsForm),
        ]
        if let detail { fields["detail"] = .text(detail) }
        if let address { fields["address"] = .text(address) }
        if let action { fields["action"] = ["url": .text(action.url), "label": .text(action.label)] }
        return .object(fields)
    }

    /// The page without a theme: plain, complete, and with a working button.
    func plain() -> [UInt8] {
        var body = "<h1>\(escaped(heading))</h1><p>\(escaped(message))</p>"
        if let detail { body += "<p>\(escaped(detail))</p>" }
        if let address { body += "<p>\(escaped(address))</p>" }
        if let action {
            let (url, label) = (escaped(action.url), escaped(action.label))
            body += "<form method=\"post\" action=\"\(url)\"><button>\(label)</button></form>"
        }
        let head = """
            <meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex">
            """
        return Array(
            "<!DOCTYPE html><html lang=\"en\"><head>\(head)<title>\(escaped(heading))</title></head><body>\(body)</body></html>\n"
                .utf8)
    }

    private func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing("\"", with: "&quot;")
    }
}
