/// The obvious cache: everything that ever came from the origin, and for each answer the question whether the
/// standard allows it. Slow, and written from RFC 9111 alone: it shares no code with what it judges.
struct HistoryModel {
    /// A response as it left the origin, all its numbers plain.
    struct Response {
        var id: Int
        var sharedMaxAge: Int?
        var maxAge: Int?
        /// On the origin's clock, which is ours.
        var expires: Int?
        var age: Int?
        /// How many seconds before it arrived its `Date` is.
        var dateLag = 0
        var noStore = false
        var isPrivate = false
        var noCache = false
        var isPublic = false
        var mustRevalidate = false
        var proxyRevalidate = false
        var staleWhileRevalidate: Int?
        var staleIfError: Int?
        var vary: [String] = []
        var tag: String?
        var setsCookie = false
        var status = 200
    }

    struct Request {
        var method = "GET"
        var hasCredentials = false
        var selecting: [String: String] = [:]
        var noStore = false
        var noCache = false
        var maxAge: Int?
        var minFresh: Int?
        /// `nil`: not said; negative: any.
        var maxStale: Int?
    }

    /// A response and when it came, or was last validated.
    struct Entry {
        var request: Request
        var response: Response
        var arrival: Int
        var isInvalidated = false
    }

    var entries: [Entry] = []

    mutating func received(_ response: Response, to request: Request, at time: Int) {
        if request.method != "GET" {
            if (200..<400).contains(response.status) {
                for index in entries.indices { entries[index].isInvalidated = true }
            }
            return
        }
        entries.append(Entry(request: request, response: response, arrival: time))
    }

    /// The origin has said that what it once sent as `id` still holds, with new words about its freshness.
    ///
    /// They may not be kept where §3 and §3.5 forbid it of an answer to this request; then the old words stand.
    mutating func validated(_ id: Int, by new: Response, for request: Request, at time: Int) {
        guard let index = entries.lastIndex(where: { $0.response.id == id }), !request.noStore,
            !request.hasCredentials || new.isPublic || new.mustRevalidate || new.sharedMaxAge != nil
        else { return }
        // It holds for whoever asked: had the first to ask credentials, this one need not have.
        entries[index].request.hasCredentials = request.hasCredentials
        let old = entries[index].response
        var renewed = new
        renewed.id = id
        renewed.expires = new.expires ?? old.expires
        (renewed.vary, renewed.setsCookie, renewed.status) = (old.vary, old.setsCookie, old.status)
        entries[index].response = renewed
        entries[index].arrival = time
        entries[index].isInvalidated = false
    }

    /// Why the standard forbids answering `request` with what the origin once sent as `id`; `nil` where it doesn't.
    ///
    /// - Parameters:
    ///   - originFailed: Whether the origin was asked and failed.
    ///   - isValidated: Whether the origin has just said that it holds.
    func objection(
        to id: Int, for request: Request, at time: Int, originFailed: Bool = false, isValidated: Bool = false
    ) -> String? {
        guard let entry = entries.last(where: { $0.response.id == id }) else { return "was never sent" }
        let response = entry.response
        if request.method != "GET" && request.method != "HEAD" { return "§4: the method is not GET or HEAD" }
        if response.vary.contains("*") { return "§4.1: Vary: *" }
        for name in response.vary where entry.request.selecting[name] != request.selecting[name] {
            return "§4.1: \(name) differs"
        }
        if response.noStore { return "§5.2.2.5: no-store" }
        if entry.request.noStore { return "§5.2.1.5: the request said no-store" }
        if response.isPrivate { return "§5.2.2.7: private" }
        if entry.request.hasCredentials,
            !response.isPublic && !response.mustRevalidate && response.sharedMaxAge == nil
        {
            return "§3.5: the request had credentials"
        }
        let fromExpires = response.expires.map { $0 - (entry.arrival - response.dateLag) }
        let lifetime = max(0, response.sharedMaxAge ?? response.maxAge ?? fromExpires ?? 0)
        if response.setsCookie, lifetime == 0 { return "Set-Cookie without explicit freshness" }
        if isValidated { return nil }
        if response.noCache { return "§5.2.2.4: no-cache" }
        if request.noCache { return originFailed ? nil : "§5.2.1.4: the request said no-cache" }
        if entry.isInvalidated { return "§4.4: invalidated" }
        let age = max(response.dateLag, response.age ?? 0) + time - entry.arrival
        return originFailed
            ? objectionWhenFailed(response, staleFor: age - lifetime)
            : objectionToAge(age, lifetime: lifetime, response, request)
    }

    private func objectionToAge(_ age: Int, lifetime: Int, _ response: Response, _ request: Request) -> String? {
        let isBound = response.mustRevalidate || response.proxyRevalidate || response.sharedMaxAge != nil
        let tolerance = isBound ? 0 : request.maxStale.map { $0 < 0 ? Int.max / 2 : $0 } ?? 0
        if let most = request.maxAge, age > most + tolerance { return "§5.2.1.1: older than the request wants" }
        if let least = request.minFresh, lifetime - age < least { return "§5.2.1.3: not as fresh as the request wants" }
        if age < lifetime { return nil }
        if age - lifetime <= tolerance, request.maxStale != nil, !isBound { return nil }
        if let window = response.staleWhileRevalidate, age - lifetime < window, !response.mustRevalidate,
            !response.proxyRevalidate
        {
            return nil
        }
        return "§4.2.4: stale by \(age - lifetime) s"
    }

    private func objectionWhenFailed(_ response: Response, staleFor seconds: Int) -> String? {
        if seconds < 0 { return nil }
        if response.mustRevalidate || response.proxyRevalidate { return "§5.2.2.2: must-revalidate" }
        if let window = response.staleIfError { return seconds < window ? nil : "RFC 5861 §4: past stale-if-error" }
        return response.sharedMaxAge == nil ? nil : "§5.2.2.10: s-maxage is proxy-revalidate"
    }
}
