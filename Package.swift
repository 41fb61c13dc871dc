// swift-tools-version: 6.2
import PackageDescription

// Masthead's architecture. Arrows point one way: a target knows those in its `dependencies` and nothing else, siblings
// do not import each other, and the pure targets hold no sockets, files, clocks or `async`.

let settings: [SwiftSetting] =
    [
        .strictMemorySafety(),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        // CI sets the variable; a stranger's newer compiler may warn about more than ours and must still build.
    ] + (Context.environment["MASTHEAD_WARNINGS_AS_ERRORS"] == "1" ? [.treatAllWarnings(as: .error)] : [])

func target(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(
        name: name, dependencies: dependencies + ["TestSupport"], exclude: exclude,
        // Optimising what runs once costs more than it saves.
        swiftSettings: settings + [.unsafeFlags(["-Onone"])])
}

let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioTLS = Target.Dependency.product(name: "NIOTLS", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let signals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let toml = Target.Dependency.product(name: "TOMLKit", package: "TOMLKit")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let deque = Target.Dependency.product(name: "DequeModule", package: "swift-collections")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

// The system libraries, each behind a module map of its own.
let systemLibraries: [Target] = [
    .systemLibrary(name: "CLibXML2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
    .systemLibrary(name: "CCMarkGFM", providers: [.apt(["libcmark-gfm-dev", "libcmark-gfm-extensions-dev"])]),
    .systemLibrary(name: "CLibPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
    .systemLibrary(name: "CLibJPEG", pkgConfig: "libjpeg", providers: [.apt(["libjpeg-dev"])]),
    .systemLibrary(name: "CZLib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CLibBrotli", pkgConfig: "libbrotlienc", providers: [.apt(["libbrotli-dev"])]),
    // For tests alone.
    .systemLibrary(name: "CLibBrotliDecoder", pkgConfig: "libbrotlidec", providers: [.apt(["libbrotli-dev"])]),
    .systemLibrary(name: "CLibZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
]

let pure: [Target] = [
    // RFC 9110 values: fields, dates, entity tags, ranges, conditions, media types.
    target("HTTPSemantics"),
    // HTTP/1 on bytes: one strict parser and serialiser for heads and chunked bodies, limits built in.
    target("HTTPWire", ["HTTPSemantics"]),
    // RFC 9111 decisions: may it be stored, is it fresh, how to validate, what to invalidate.
    target("HTTPCaching", ["HTTPSemantics"]),
    // HTTP message signatures (RFC 9421), in the one form by which an origin knows its edges.
    target("OriginAccess", ["HTTPSemantics", crypto]),
    // Mustache: parse, check against declared view models, render to bytes.
    target("Templates"),
    // Values as the bytes that caches keep of them.
    target("Records"),
    // Code to classed spans, by lexers that are tables.
    target("Highlighting"),
    // GitHub-flavoured Markdown to HTML, with headings, links and pictures noted on the way.
    target("Markdown", ["CCMarkGFM", "Highlighting", "Records"]),
    // Posts, pages, tags, routes and front matter; collisions are found here.
    target("SiteModel", ["Markdown", "Records", yams, toml]),
    // Model and theme to bytes: pages, feeds, sitemap.
    target("SiteRendering", ["SiteModel", "Markdown", "Templates", "CLibXML2"]),
    // Built pages, feeds and sitemap: what they name, and whether it is there.
    target("SiteCheck", ["SiteModel", "CLibXML2"]),
    // libjpeg and libpng behind C functions that return a status, so that no jump crosses a Swift frame.
    .target(name: "CImageCodecs", dependencies: ["CLibPNG", "CLibJPEG"]),
    // Picture geometry, resampling and the codec seam.
    target("Imaging", ["CImageCodecs"]),
    // Bytes to gzip, Brotli and Zstandard at their best levels.
    target("Compression", ["CZLib", "CLibBrotli", "CLibZstd"]),
    // What `masthead.yaml` says, checked: text in, typed values or a list of problems out.
    target("SiteConfiguration", [yams]),
]

let shells: [Target] = [
    // Reads content, plans, renders, writes what changed; the author's half of the product.
    target(
        "SiteBuilder",
        ["SiteModel", "SiteRendering", "Markdown", "Templates", "Imaging", "Records", "Compression", crypto]),
    // Other generators' sites made ours: content, addresses, pictures, and a report of what has no equivalent.
    target("SiteImport", ["SiteModel", "Markdown"]),
    // The memory tier behind one `CacheStore` seam.
    target("CacheStorage", ["HTTPCaching", "HTTPSemantics", nioCore, deque]),
    // Listeners, express lane, exchanges, fills, upstream pool, administration; the reader's half.
    target(
        "EdgeProxy",
        [
            "CacheStorage", "HTTPCaching", "HTTPWire", "HTTPSemantics", "OriginAccess", nioCore, nioPosix, nioTLS,
            nioSSL,
            deque, logging,
        ]),
    // Durable work: states, leases, retry policy; the `JobStore` seam and the worker.
    target("Jobs", [logging]),
    // Messages (MIME), reply classification, pacing, and the `Mailer` seam: SMTP, sendmail, Maildir, log.
    target("MailDelivery", ["Jobs", logging, nioCore, nioPosix, nioTLS, nioSSL]),
    // A folder behind the object seam; an S3 API later.
    target("ObjectStorage"),
    // The subscriber state machine, tokens and letters.
    target("Subscriptions", ["Templates", "MailDelivery", "Jobs", crypto]),
    // Originals and their renditions.
    target("PhotoLibrary", ["Jobs", "Imaging", "ObjectStorage", crypto]),
    // Every store seam in one SQLite file, so that a change and the job it causes share a transaction.
    target("SQLiteStore", ["Subscriptions", "PhotoLibrary", "MailDelivery", "Jobs", grdb]),
    // Static files and the REST API, on Hummingbird.
    target(
        "Origin",
        [
            "HTTPSemantics", "OriginAccess", "Subscriptions", "PhotoLibrary", "ObjectStorage", "Templates", hummingbird,
            lifecycle, logging, crypto, nioCore, nioPosix,
        ]),
]

let products: [Target] = [
    // Arguments, configuration, wiring: the only place that reads flags, files and environment.
    .executableTarget(
        name: "masthead",
        dependencies: [
            "SiteConfiguration", "SiteBuilder", "SiteCheck", "SiteImport", "SiteModel", "SiteRendering", "EdgeProxy",
            "CacheStorage",
            "HTTPCaching", "HTTPSemantics",
            "HTTPWire", "Origin", "OriginAccess", "SQLiteStore", "Subscriptions", "PhotoLibrary", "MailDelivery",
            "Jobs",
            "ObjectStorage",
            "Imaging", "Templates", arguments, lifecycle, signals, logging, crypto, nioCore, nioPosix,
        ],
        swiftSettings: settings),
    // Load for `scripts/bench mail`.
    .executableTarget(
        name: "mailload", dependencies: ["SQLiteStore", "MailDelivery", "Jobs"], path: "Benchmarks/mailload",
        swiftSettings: settings),
    // Renders the sample site's mountain landscapes.
    .executableTarget(name: "landscapes", dependencies: ["Imaging"], swiftSettings: settings),
]

let testing: [Target] = [
    // Scripted peers, temporary sites, golden trees, seam conformance suites; never in a product.
    target(
        "TestSupport",
        ["CacheStorage", "HTTPCaching", "HTTPSemantics", "Jobs", "MailDelivery", "ObjectStorage", nioCore, nioPosix]),
    tests("HTTPSemanticsTests", ["HTTPSemantics"]),
    tests("HTTPWireTests", ["HTTPWire", "HTTPSemantics", nioCore, nioEmbedded, nioHTTP1]),
    tests("HTTPCachingTests", ["HTTPCaching", "HTTPSemantics"]),
    tests("OriginAccessTests", ["OriginAccess", "HTTPSemantics"]),
    tests("TemplatesTests", ["Templates", "SiteRendering"]),
    tests("RecordsTests", ["Records", "Markdown", "SiteModel"]),
    tests("HighlightingTests", ["Highlighting"]),
    tests("MarkdownTests", ["Markdown"]),
    tests("SiteModelTests", ["SiteModel", "Markdown"]),
    tests(
        "SiteBuilderTests", ["SiteBuilder", "SiteRendering", "SiteModel", "Templates", "CLibXML2"],
        exclude: ["Golden", "Invalid", "Schemas"]),
    tests("SiteCheckTests", ["SiteCheck", "SiteModel"]),
    tests("SiteImportTests", ["SiteImport", "SiteModel", "SiteBuilder", "SiteConfiguration"]),
    tests("ImagingTests", ["Imaging"]),
    tests("CompressionTests", ["Compression", "CZLib", "CLibBrotliDecoder", "CLibZstd"]),
    tests("SiteConfigurationTests", ["SiteConfiguration"]),
    tests("CacheStorageTests", ["CacheStorage", "HTTPCaching", "HTTPSemantics"]),
    tests(
        "EdgeProxyTests",
        [
            "EdgeProxy", "CacheStorage", "HTTPCaching", "HTTPWire", "HTTPSemantics", "OriginAccess", nioCore, nioPosix,
            nioSSL, logging,
        ],
        exclude: ["Certificates"]),
    tests("JobsTests", ["Jobs", logging]),
    tests("MailDeliveryTests", ["MailDelivery", "Jobs", logging]),
    tests("ObjectStorageTests", ["ObjectStorage"]),
    tests("SubscriptionsTests", ["Subscriptions", "MailDelivery", "Jobs", "Templates"]),
    tests("PhotoLibraryTests", ["PhotoLibrary", "Jobs", "Imaging", "ObjectStorage"]),
    tests(
        "SQLiteStoreTests",
        ["SQLiteStore", "Subscriptions", "PhotoLibrary", "MailDelivery", "Jobs", "Templates", grdb, logging]),
    tests(
        "OriginTests",
        [
            "Origin", "OriginAccess", "HTTPSemantics", "Subscriptions", "PhotoLibrary", "ObjectStorage", "Templates",
            hummingbird, crypto,
            lifecycle, logging, nioCore, nioPosix,
        ]),
    tests("IntegrationTests", ["HTTPSemantics", "HTTPWire", "Imaging", nioCore, nioPosix]),
    // Reads our own sources and checks what a machine can.
    tests("TidyTests", []),
]

let package = Package(
    name: "masthead",
    products: [.executable(name: "masthead", targets: ["masthead"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", exact: "1.6.0"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1", traits: []),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
        .package(url: "https://github.com/LebJe/TOMLKit", exact: "0.6.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
    ],
    targets: systemLibraries + pure + shells + products + testing,
    swiftLanguageModes: [.v6]
)
