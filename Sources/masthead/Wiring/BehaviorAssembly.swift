import EdgeProxy
import HTTPCaching
import HTTPSemantics
import SiteConfiguration

/// From a behavior's words to what the edge does.
extension EdgeAssembly {
    static func behavior(_ behavior: SiteSettings.Behavior, in edge: SiteSettings.Edge) throws -> EdgeProxy.Behavior {
        guard behavior.store == .whole else {
            throw CommandFailure("behavior \(behavior.path): `store: sliced` is not in this version", code: .usage)
        }
        var assembled = EdgeProxy.Behavior(
            pattern: PathPattern(behavior.path), origin: behavior.origin, queryKey: queryKey(behavior.key),
            policy: policy(behavior, in: edge))
        assembled.methods =
            switch behavior.methods {
            case .read: .read
            case .readAndOptions: .readAndOptions
            case .all: .all
            }
        switch behavior.headers {
        case .named(let name)?: assembled.headers = edge.headers.first { $0.name == name }.map { headers($0.rules) }
        case .inline(let rules)?: assembled.headers = headers(rules)
        case nil: break
        }
        return assembled
    }

    private static func queryKey(_ key: SiteSettings.CacheKey) -> EdgeProxy.QueryKey {
        let query: EdgeProxy.QueryKey =
            switch key.query {
            case .all: .all
            case .only(let names): names.isEmpty ? .none : .only(names)
            case .allExcept(let names): .allExcept(names)
            }
        return key.sortsQuery ? .sorted(query) : query
    }

    private static func policy(_ behavior: SiteSettings.Behavior, in edge: SiteSettings.Edge) -> CachePolicy {
        var policy = CachePolicy()
        policy.key = KeyPolicy(
            headers: selection(behavior.key.headers), cookies: behavior.key.cookies.map(selection))
        if let span = behavior.ttl.default { policy.defaultSeconds = span.wholeSeconds }
        if let span = behavior.ttl.min { policy.minimumSeconds = span.wholeSeconds }
        if let span = behavior.ttl.max { policy.maximumSeconds = span.wholeSeconds }
        for error in behavior.ttl.errors {
            let seconds = error.lifetime.wholeSeconds
            switch error.kind {
            case .status(let status): policy.errors.secondsByStatus[status] = seconds
            case .statusClass(let digit): policy.errors.secondsByClass[digit] = seconds
            case .any: policy.errors.otherSeconds = seconds
            }
        }
        if let span = behavior.stale.whileRevalidate ?? edge.stale.whileRevalidate {
            policy.staleWhileRevalidateSeconds = span.wholeSeconds
        }
        if let span = behavior.stale.ifError ?? edge.stale.ifError { policy.staleIfErrorSeconds = span.wholeSeconds }
        policy.targetedFields = edge.targeted.compactMap { FieldName($0) }
        policy.setCookie =
            switch behavior.setCookie {
            case .share: .share
            case .refuse: .refuse
            case .strip: .strip
            }
        return policy
    }

    private static func selection(_ names: SiteSettings.Names) -> NameSelection {
        switch names {
        case .all: .all
        case .only(let names): names.isEmpty ? .none : .only(names)
        case .allExcept(let names): .allExcept(names)
        }
    }

    private static func headers(_ rules: SiteSettings.HeaderRules) -> HeaderPolicy {
        var policy = HeaderPolicy()
        policy.removed = rules.remove.compactMap { FieldName($0) }
        policy.cors = rules.cors.map(cors)
        policy.additions = (rules.security + rules.set).compactMap { field in
            FieldName(field.name).map { .init($0, FieldValue(field.value), overrides: field.overrides) }
        }
        if let hsts = rules.transportSecurity {
            let value =
                "max-age=\(hsts.maxAge.wholeSeconds)" + (hsts.coversSubdomains ? "; includeSubDomains" : "")
                + (hsts.mayBePreloaded ? "; preload" : "")
            policy.transportSecurity = .init(
                "Strict-Transport-Security", FieldValue(value), overrides: hsts.overrides)
        }
        return policy
    }

    private static func cors(_ rules: SiteSettings.CrossOrigin) -> CORSPolicy {
        var cors = CORSPolicy()
        cors.origins = rules.origins.map { .only($0) } ?? .any
        cors.methods = rules.methods
        cors.requestHeaders = rules.headers
        cors.exposedHeaders = rules.expose
        cors.maxAgeSeconds = rules.maxAge?.wholeSeconds
        cors.allowsCredentials = rules.allowsCredentials
        cors.overrides = rules.overrides
        return cors
    }
}
