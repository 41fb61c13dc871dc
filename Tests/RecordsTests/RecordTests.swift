import Foundation
import Markdown
import Records
import SiteModel
import Testing

@Suite struct `Records` {
    @Test func `give back what was written`() throws {
        var writer = RecordWriter()
        let numbers = [0, 1, -1, 127, 128, -129, Int.max, Int.min]
        for number in numbers { writer.write(number) }
        writer.write(UInt64.max)
        writer.write("Grüße\u{0}")
        writer.write(nil as String?)
        writer.write(["a", "", "b"])
        writer.write(-0.5)
        writer.write(true)
        var reader = RecordReader(writer.bytes)
        for number in numbers { #expect(try reader.integer() == number) }
        #expect(try reader.number() == UInt64.max)
        #expect(try reader.text() == "Grüße\u{0}")
        #expect(try reader.optionalText() == nil)
        #expect(try reader.texts() == ["a", "", "b"])
        #expect(try reader.real() == -0.5)
        #expect(try reader.flag())
        #expect(reader.isAtEnd)
    }

    @Test func `that end too early, or promise more than there is, are failures`() throws {
        var writer = RecordWriter()
        writer.write(["one", "two"])
        for length in 0..<writer.bytes.count {
            var reader = RecordReader(Array(writer.bytes.prefix(length)))
            #expect(throws: RecordFailure.self) { try reader.texts() }
        }
        var endless = RecordReader([0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F])
        #expect(throws: RecordFailure.self) { try endless.text() }
        var unending = RecordReader(Array(repeating: 0xFF, count: 20))
        #expect(throws: RecordFailure.self) { try unending.number() }
    }
}

@Suite struct `An entry's record` {
    private static let text = """
        ---
        title: All that an entry can say
        date: 2026-01-02 10:00
        updated: 2026-02-03
        expiry: 2030-01-01
        aliases: [/old/, /older.html]
        tags: [Swift, C++]
        description: One line.
        cover: { image: a.jpg, alt: A }
        menu: main
        weight: 3
        params: { rating: 4, list: [a, true, null], when: 2020-01-01 }
        ---

        # One {#x}

        Text with a [link](other.md#a "T"), ![a picture](b.jpg) and <a id="raw" href="c.html">HTML</a>.

        ![alone](c.jpg "caption")

        A note[^1].

        [^1]: Here.
        """

    @Test func `gives back the entry, and with its body the same page`() throws {
        var settings = EntrySettings()
        settings.gathersWords = true
        let entry = try #require(Entry.read("posts/a.md", text: Self.text, settings: settings).entry)
        let (light, body) = entry.separated()
        var writer = RecordWriter()
        light.write(to: &writer)
        var reader = RecordReader(writer.bytes)
        let read = try Entry(from: &reader)
        #expect(reader.isAtEnd)
        #expect(read == light)
        #expect(read.words == entry.words)
        #expect(!read.words.words.isEmpty)
        var bodyWriter = RecordWriter()
        body.write(to: &bodyWriter)
        var bodyReader = RecordReader(bodyWriter.bytes)
        let document = read.document.with(try MarkdownBody(from: &bodyReader))
        #expect(try document.html() == entry.document.html())
        #expect(document.headings == entry.document.headings)
        #expect(document.anchors == entry.document.anchors)
        #expect(try light.document.html().isEmpty)
    }

    @Test func `cut anywhere is a failure`() throws {
        let entry = try #require(Entry.read("posts/a.md", text: Self.text, settings: EntrySettings()).entry)
        var writer = RecordWriter()
        entry.write(to: &writer)
        for length in stride(from: 0, to: writer.bytes.count, by: 7) {
            var reader = RecordReader(Array(writer.bytes.prefix(length)))
            #expect(throws: RecordFailure.self) { try Entry(from: &reader) }
        }
    }
}
