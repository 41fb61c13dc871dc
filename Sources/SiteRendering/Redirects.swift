package import SiteModel
import Templates

extension SiteRenderer {
    /// A page that leads on, for servers that don't know the rules.
    package func redirectPage(_ alias: Alias) -> [UInt8] {
        let (href, permalink) = (Self.escaped(profile.href(alias.target)), Self.escaped(profile.absolute(alias.target)))
        return Array(
            """
            <!doctype html>
            <html lang="\(Self.escaped(profile.language))">
            <head>
            <meta charset="utf-8">
            <title>\(permalink)</title>
            <meta name="robots" content="noindex">
            <link rel="canonical" href="\(permalink)">
            <meta http-equiv="refresh" content="0; url=\(href)">
            </head>
            <body><p><a href="\(href)">\(permalink)</a></p></body>
            </html>

            """.utf8)
    }

    /// What the origin answers old addresses by: version 1, aliases first, then the configuration's rules in their order.
    ///
    /// `from` is decoded and counts from the top of the site; `to` is a URL path with the base path, or a whole URL.
    package func redirectRules() -> [UInt8] {
        let aliases = site.aliases.map { alias -> TemplateValue in
            ["from": .text("\(alias.path)"), "to": .text(profile.href(alias.target)), "status": 301]
        }
        let rules = site.redirects.map { rule -> TemplateValue in
            ["from": .text(rule.from), "to": .text(profile.href(written: rule.to)), "status": .number(rule.status)]
        }
        let document: TemplateValue = ["version": 1, "rules": .list(aliases + rules)]
        return document.json()
    }

    private static func escaped(_ text: String) -> String {
        text.reduce(into: "") { result, character in
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            default: result.append(character)
            }
        }
    }
}
