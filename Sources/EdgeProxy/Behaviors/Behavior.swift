package import HTTPCaching

/// How requests to some paths are handled: CloudFront's cache behavior.
package struct Behavior: Hashable, Sendable {
    /// Which paths.
    package var pattern: PathPattern
    /// The name of the origin that answers them.
    package var origin: String
    package var queryKey = QueryKey.all
    package var policy = CachePolicy()
    /// What passes. Default everything.
    package var methods = AllowedMethods.all
    /// What answers gain and lose on their way out. Default nothing.
    package var headers: HeaderPolicy?

    package init(pattern: PathPattern, origin: String, queryKey: QueryKey = .all, policy: CachePolicy = .init()) {
        self.pattern = pattern
        self.origin = origin
        self.queryKey = queryKey
        self.policy = policy
    }
}
