package import HTTPSemantics

extension Fields {
    /// Without the fields by which a client could have an origin answer for another host, path or method than those
    /// in the cache key.
    ///
    /// They are the usual means of poisoning a shared cache, so a request whose answer may be stored goes without.
    ///
    /// - Parameter isKeyed: Whether a field, by its name in lower case, is in the key after all.
    package func withoutUnkeyed(unless isKeyed: (String) -> Bool = { _ in false }) -> Fields {
        filter { !unkeyed.contains($0.name.canonical) || isKeyed($0.name.canonical) }
    }
}

private let unkeyed: Set<String> = [
    "forwarded", "front-end-https", "x-forwarded-host", "x-forwarded-path", "x-forwarded-port", "x-forwarded-prefix",
    "x-forwarded-scheme", "x-forwarded-server", "x-forwarded-ssl", "x-host", "x-http-method", "x-http-method-override",
    "x-method-override", "x-original-host", "x-original-url", "x-rewrite-url", "x-url-scheme",
]
