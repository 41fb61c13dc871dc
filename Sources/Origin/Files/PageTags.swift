import Crypto
package import HTTPSemantics

/// `Cache-Tag` on the origin's answers: what a cache in front may purge them by.
package enum PageTags {
    /// Answers that something isn't there: untrue once anything is added or removed.
    package static let absence = "absence"
    /// The posts as data, under `/api/v1/posts`.
    package static let posts = "posts"

    /// Where it is said how long an edge that is told of every change may keep a page (RFC 9213). That edge alone obeys
    /// it: a cache further out that did would not hear of a change.
    package static let lifetimeField: FieldName = "Masthead-Cache-Control"

    /// The tag of whatever is answered from one file, under whichever spelling of its address.
    ///
    /// - Parameter relative: From the top of the site: `about/index.html`.
    package static func file(_ relative: String) -> String {
        let encoded = relative.split(separator: "/").map { percentEncoded(String($0)) }.joined(separator: "/")
        // Caches ignore tags above 256 characters.
        let name = encoded.utf8.count <= 200 ? encoded : hexadecimal(SHA256.hash(data: Array(relative.utf8)))
        return "file:" + name
    }

    /// The field for a file: its own tag, then what the build says it is made of. Fifty in all, as caches read no more.
    static func field(_ relative: String, _ tags: [String]) -> Field {
        field([file(relative)] + tags)
    }

    static func field(_ tags: [String]) -> Field {
        Field(name: "Cache-Tag", value: FieldValue(tags.prefix(50).joined(separator: ", ")))
    }
}
