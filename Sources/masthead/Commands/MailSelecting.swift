import ArgumentParser
import Foundation
import Jobs
import MailDelivery
import SiteConfiguration

/// The filters that `list`, and every command that changes mails, share.
struct MailFilters: ParsableArguments {
    @Option(help: "In this state: \(JobState.allCases.map(\.rawValue).joined(separator: ", ")).")
    var state: [String] = []

    @Option(help: "To this domain.")
    var domain: String?

    @Option(help: "To addresses like this; * is any characters.")
    var to: String?

    @Option(help: "Of this kind: confirm, welcome, test.")
    var kind: [String] = []

    @Option(help: "Whose last reply had this code: 550, 4.7.1 or 5.7.*.")
    var code: String?

    @Option(help: "Queued at least so long ago, such as 1h or 2d.")
    var older: String?

    @Option(help: "Queued within this time, such as 1d.")
    var since: String?

    func selection(ids: [String] = []) throws -> MailSelection {
        var selection = MailSelection()
        selection.states = state.isEmpty ? nil : Set(try state.map(Self.state))
        selection.kinds =
            kind.isEmpty ? nil : Set(kind.map { JobKind(rawValue: $0.hasPrefix("mail.") ? $0 : "mail.\($0)") })
        selection.domain = domain?.lowercased()
        selection.recipient = to
        selection.code = code
        let now = Date()
        selection.before = try older.map { now.adding(try Self.span($0) * -1) }
        selection.after = try since.map { now.adding(try Self.span($0) * -1) }
        if !ids.isEmpty { selection.ids = try Self.ids(ids) }
        return selection
    }

    static func span(_ text: String) throws -> Duration {
        do {
            return try Span.read(text)
        } catch {
            throw ValidationError("`\(text)` is not a time such as 5m, 1h or 2d")
        }
    }

    private static func state(_ name: String) throws -> JobState {
        guard let state = JobState(rawValue: name) else {
            let all = JobState.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("`\(name)` is not a state; there are \(all)")
        }
        return state
    }

    /// Ids as given; `-` stands for those on standard input, the first word of each line.
    private static func ids(_ texts: [String]) throws -> [ULID] {
        var words: [String] = []
        for text in texts {
            guard text == "-" else {
                words.append(text)
                continue
            }
            while let line = readLine() {
                if let word = line.split(separator: " ").first, word != "id" { words.append(String(word)) }
            }
        }
        return try words.map { word in
            guard let id = ULID(word) else {
                throw ValidationError("`\(word)` is not a mail's id; `masthead mail list --ids` shows them")
            }
            return id
        }
    }
}
