import Foundation
import HTTPSemantics
import HTTPWire

/// The administration's requests that look and change nothing.
extension Administration {
    /// `GET /explain?url=http%3A%2F%2F…&method=GET&field=Accept%3A%20text%2Fhtml`, `field` once for each line.
    static func explain(_ query: AdministrationQuery, by server: EdgeServer) -> Answer {
        guard let url = query["url"].flatMap(URLComponents.init(string:)), let host = url.percentEncodedHost,
            !host.isEmpty
        else { return .refused("explain?url=http://…") }
        guard let method = FieldName(query["method"] ?? "GET") else { return .refused("the method is not a token") }
        let authority = url.port.map { "\(host):\($0)" } ?? host
        var fields: Fields = ["Host": FieldValue(authority)]
        for line in query.all("field") {
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, let name = FieldName(parts[0]) else {
                return .refused("a field is written `Name: value`")
            }
            // FieldValue takes text byte for scalar; what was percent-encoded as UTF-8 is meant as those bytes.
            let value = FieldValue(Array(parts[1].trimmingCharacters(in: [" ", "\t"]).utf8))
            guard value.isWritable else { return .refused("a field's value holds a control character") }
            if name == "host" { fields.set(name, to: value) } else { fields.append(name, value) }
        }
        let path = url.percentEncodedPath.isEmpty ? "/" : url.percentEncodedPath
        let target = path + (url.percentEncodedQuery.map { "?" + $0 } ?? "")
        let request = RequestHead(method: Method(rawValue: method.original), target: target, fields: fields)
        guard request.effectiveAuthority != nil else { return .refused("the host is none") }
        return .json(server.explain(request, isSecure: url.scheme?.lowercased() == "https"))
    }

    /// `GET /tail?cursor=…&limit=20&status=5xx&outcome=miss&path=/x*&behavior=…`
    static func tail(_ query: AdministrationQuery, by server: EdgeServer) async -> Answer {
        guard let filter = RequestFilter(query) else { return .refused("no request has such a status or outcome") }
        let found = await server.recent(after: RecentRequests.counts(of: query["cursor"]))
        return .json(
            RecentRequests(
                found.records, counts: found.counts, missed: found.missed, filter: filter,
                limit: min(max(query["limit"].flatMap { Int($0) } ?? .max, 0), 100_000)))
    }

    /// `GET /top?by=path`
    static func top(_ query: AdministrationQuery, by server: EdgeServer) async -> Answer {
        guard let dimension = TrafficReport.Dimension(rawValue: query["by"] ?? "path") else {
            return .refused("by is one of \(TrafficReport.Dimension.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return .json(TrafficReport(await server.tally(), by: dimension))
    }

    struct Answer {
        var status = 200
        var type = "application/json"
        var body: String

        static func json(_ value: some Encodable) -> Answer { Answer(body: EdgeReport.json(value)) }

        static func refused(_ reason: String) -> Answer {
            Answer(status: 400, body: EdgeReport.json(["error": reason]))
        }
    }
}
