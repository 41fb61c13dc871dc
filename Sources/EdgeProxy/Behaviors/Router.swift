import HTTPCaching

/// Paths to behaviors, behaviors to origins. Built once; a behavior whose origin is unknown is a wiring mistake that is
/// told when the edge starts.
struct Router: Sendable {
    struct Route: Sendable {
        let behavior: Behavior
        let origin: OriginServer
    }

    private let routes: [Route]

    init(_ configuration: EdgeConfiguration) throws(RoutingMistake) {
        var routes: [Route] = []
        for behavior in configuration.behaviors {
            guard let origin = configuration.origins.first(where: { $0.name == behavior.origin }) else {
                throw .unknownOrigin(behavior.origin, pattern: behavior.pattern.description)
            }
            routes.append(Route(behavior: behavior, origin: origin))
        }
        self.routes = routes
    }

    /// The first route whose pattern fits; `nil` where none does, which is answered 404.
    func route(path: some Collection<UInt8>) -> Route? {
        if routes.count == 1, routes[0].behavior.pattern == "*" { return routes[0] }
        return routes.first { $0.behavior.pattern.matches(path) }
    }
}

package enum RoutingMistake: Error, Hashable, CustomStringConvertible {
    case unknownOrigin(String, pattern: String)

    package var description: String {
        switch self {
        case .unknownOrigin(let name, let pattern):
            "behavior \(pattern) names the origin \(name), which is not configured"
        }
    }
}
