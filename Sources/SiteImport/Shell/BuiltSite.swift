import Foundation
import SiteModel

extension ImportCheck {
    private struct Rules: Decodable {
        struct Rule: Decodable {
            let from: String
            let to: String
            let status: Int
        }

        let rules: [Rule]
    }

    /// Looks at what a build wrote.
    ///
    /// - Parameter basePath: What the site lies below (`/blog`), or empty; the build puts it before every target.
    package init(destination: String, basePath: String) throws(ImportFailure) {
        guard let rules = FileManager.default.contents(atPath: destination + "/.masthead/redirects.json"),
            let document = try? JSONDecoder().decode(Rules.self, from: rules)
        else { throw .unreadable("\(destination) holds no site that masthead has built: run `masthead build` first") }
        let files = FileManager.default.enumerator(atPath: destination)?.compactMap { $0 as? String } ?? []
        self.init(
            files: Set(files),
            redirects: document.rules.map { rule in
                let isBelow = !basePath.isEmpty && rule.to.hasPrefix(basePath + "/")
                return Redirect(
                    from: rule.from, to: isBelow ? String(rule.to.dropFirst(basePath.count)) : rule.to,
                    status: rule.status)
            })
    }
}
