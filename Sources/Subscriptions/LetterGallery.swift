package import Foundation
import Jobs
import MailDelivery

/// The site's mails as pages for a browser, as a made-up reader would get them: while an author works on a theme.
///
/// | path, below wherever it is mounted | what |
/// |---|---|
/// | `` | all of them, each with its subject and both of its parts |
/// | `welcome.html`, `welcome.txt`, `welcome.eml` | one part as it is; the whole message |
package struct LetterGallery: Sendable {
    package struct Page: Hashable, Sendable {
        /// A template that can't be rendered gives a page that says why.
        package var status = 200
        package var type: String
        package var bytes: [UInt8]
    }

    private let composer: LetterComposer

    package init(_ composer: LetterComposer) { self.composer = composer }

    /// `confirm`, `welcome`.
    package static var names: [String] {
        LetterComposer.kinds.map { String($0.rawValue.dropFirst("mail.".count)) }.sorted()
    }

    /// - Parameter path: Without the slash in front.
    /// - Returns: `nil` where there is no such page.
    package func page(_ path: String, at now: Date) -> Page? {
        if path.isEmpty { return index(at: now) }
        let parts = path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, Self.names.contains(parts[0]) else { return nil }
        do {
            let message = try composer.preview(JobKind(rawValue: "mail.\(parts[0])"), at: now)
            switch parts[1] {
            case "html": return Page(type: "text/html; charset=utf-8", bytes: Array(message.html.utf8))
            case "txt": return Page(type: "text/plain; charset=utf-8", bytes: Array(message.text.utf8))
            case "eml": return Page(type: "text/plain; charset=utf-8", bytes: message.bytes())
            default: return nil
            }
        } catch {
            return Page(status: 500, type: "text/plain; charset=utf-8", bytes: Array("\(error)\n".utf8))
        }
    }

    private func index(at now: Date) -> Page {
        let sections = Self.names.map { name in
            do {
                let message = try composer.preview(JobKind(rawValue: "mail.\(name)"), at: now)
                return """
                    <section><h2>\(escaped(message.subject))</h2><p>mail/\(name).mustache ·
                    <a href="\(name).html">HTML</a> · <a href="\(name).txt">text</a> · <a href="\(name).eml">message</a></p>
                    <div><iframe title="\(name), HTML" src="\(name).html" sandbox></iframe>
                    <pre>\(escaped(message.text))</pre></div></section>
                    """
            } catch {
                return "<section><h2>mail/\(name).mustache</h2><pre>\(escaped("\(error)"))</pre></section>"
            }
        }
        let html = """
            <!DOCTYPE html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
            <title>Mails</title><style>body{font:1rem/1.5 system-ui,sans-serif;margin:2rem}
            div{display:flex;flex-wrap:wrap;gap:1rem}iframe,pre{flex:1 1 24rem;height:36rem;border:1px solid #999;margin:0}
            pre{overflow:auto;padding:1rem;white-space:pre-wrap}</style><h1>Mails</h1>\(sections.joined())</html>
            """
        return Page(type: "text/html; charset=utf-8", bytes: Array(html.utf8))
    }

    private func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing("\"", with: "&quot;")
    }
}
