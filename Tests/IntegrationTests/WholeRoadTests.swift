import Foundation
import HTTPSemantics
import Imaging
import Testing

/// The whole product, through the front door: every request goes to the edge.
extension Integration {
    @Suite struct `The whole road` {
        @Test func `a reader reads, subscribes, confirms, is welcomed once, leaves; a photo gets thumbnails`()
            async throws
        {
            let site = try await RunningSite.start()
            do {
                try await read(site)
                let confirmation = try await subscribe(site)
                try await confirm(site, confirmation)
                try await leave(site)
                try await photo(site)
                try await operate(site)
            } catch {
                _ = site.stop()
                throw error
            }
            #expect(site.stop() == 0)
        }

        private func read(_ site: RunningSite) async throws {
            let first = try await Web.get(site.port, "/")
            #expect(first.status == 200)
            #expect(first.fields["x-cache"] == "Miss from masthead")
            #expect(first.fields["cache-status"]?.contains("fwd=uri-miss; stored") == true)
            let second = try await Web.get(site.port, "/")
            #expect(second.fields["x-cache"] == "Hit from masthead")
            #expect(second.fields["age"] != nil)
            #expect(second.body == first.body)
            let tag = try #require(second.fields["etag"])
            let unchanged = try await Web.get(site.port, "/", ["If-None-Match": FieldValue(tag)])
            #expect(unchanged.status == 304)
            let style = try #require(second.text.firstMatch(of: #//assets/style\.[0-9a-f]+\.css/#)).output
            let asset = try await Web.get(site.port, String(style))
            #expect(asset.fields["cache-control"]?.contains("immutable") == true)
            let posts = try await Web.get(site.port, "/api/v1/posts")
            #expect(posts.status == 200)
            #expect(posts.text.contains("\"Hello\""))
            let missing = try await Web.get(site.port, "/nowhere/")
            #expect(missing.status == 404)
        }

        /// - Returns: The path of the confirmation link.
        private func subscribe(_ site: RunningSite) async throws -> String {
            for _ in 1...2 {
                let answer = try await Web.post(
                    site.port, "/api/v1/subscriptions", type: "application/json", #"{"email":"reader@example.net"}"#)
                #expect(answer.status == 202)
            }
            let wrong = try await Web.post(
                site.port, "/api/v1/subscriptions", type: "application/json", #"{"email":"no address"}"#)
            #expect(wrong.status == 422)
            #expect(wrong.fields["content-type"]?.hasPrefix("application/problem+json") == true)
            let form = try await Web.post(
                site.port, "/api/v1/subscriptions", type: "application/x-www-form-urlencoded",
                "email=reader%40example.net")
            #expect(form.status == 303)
            try await site.mailDelivered(kind: "mail.confirm")
            let mails = try site.outbox()
            #expect(mails.count == 1, "asking three times within ten minutes sends one mail")
            let mail = decodedQuotedPrintable(try #require(mails.first))
            return String(try #require(mail.firstMatch(of: #//api/v1/subscriptions/confirm/[A-Za-z0-9_.\-]+/#)).output)
        }

        private func confirm(_ site: RunningSite, _ path: String) async throws {
            let page = try await Web.get(site.port, path)
            #expect(page.status == 200)
            #expect(page.text.contains("method=\"post\""))
            #expect(page.fields["cache-control"]?.contains("no-store") == true)
            let counts = try await site.run(["mail", "list", "--json"])
            #expect(!counts.output.contains("mail.welcome"), "looking at the page changes nothing")
            for _ in 1...2 {
                let done = try await Web.post(site.port, path, type: "application/x-www-form-urlencoded", "")
                #expect(done.status == 200)
            }
            let forged = try await Web.post(site.port, path + "x", type: "application/x-www-form-urlencoded", "")
            #expect(forged.status == 404)
            try await site.mailDelivered(kind: "mail.welcome")
            #expect(try site.outbox().count == 2, "two clicks, one welcome")
        }

        private func leave(_ site: RunningSite) async throws {
            let welcome = try #require(
                try site.outbox().first { $0.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click") })
            let unfolded = welcome.replacing("\r\n ", with: "")
            let path = try #require(unfolded.firstMatch(of: #//api/v1/subscriptions/unsubscribe/[A-Za-z0-9_.\-]+/#))
                .output
            let page = try await Web.get(site.port, String(path))
            #expect(page.status == 200)
            for _ in 1...2 {
                let answer = try await Web.post(
                    site.port, String(path), type: "application/x-www-form-urlencoded", "List-Unsubscribe=One-Click")
                #expect(answer.status == 200)
            }
        }

        private func photo(_ site: RunningSite) async throws {
            let file = site.folder + "/card.jpg"
            try Data(try TestCard.jpeg(width: 1500, height: 900)).write(to: URL(fileURLWithPath: file))
            let added = try await site.run(["photos", "add", file, "--json"])
            #expect(added.code == 0, "\(added.output)")
            let id = try JSONDecoder().decode(AddedPhoto.self, from: Data(added.output.utf8)).id
            var photo = try await Web.get(site.port, "/api/v1/photos/\(id)")
            let deadline = ContinuousClock.now + .seconds(30)
            while !photo.text.contains("\"ready\""), ContinuousClock.now < deadline {
                photo = try await Web.get(site.port, "/api/v1/photos/\(id)")
            }
            #expect(photo.text.contains("\"ready\""), "\(photo.text)")
            let path = String(
                try #require(photo.text.replacing("\\/", with: "/").firstMatch(of: #//photos/[0-9a-f]+/320\.jpg/#))
                    .output)
            let miss = try await Web.get(site.port, path)
            #expect(miss.status == 200)
            #expect(miss.fields["content-type"] == "image/jpeg")
            #expect(miss.fields["cache-control"]?.contains("immutable") == true)
            let hit = try await Web.get(site.port, path)
            #expect(hit.fields["x-cache"] == "Hit from masthead")
            #expect(try probe(hit.body, limits: ImageLimits()).size.width == 320)
        }

        private func operate(_ site: RunningSite) async throws {
            let stats = try await site.run(["cache", "stats", "--json"])
            #expect(stats.code == 0)
            #expect(stats.output.contains("\"hit\":"))
            let list = try await site.run(["mail", "list", "--json"])
            #expect(list.output.split(separator: "\n").count == 2)
            #expect(!list.output.contains("reader@example.net"), "addresses are masked")
            let log = try String(contentsOfFile: site.folder + "/log", encoding: .utf8)
            #expect(log.contains("\"cache.outcome\":\"hit\""))
            #expect(!log.contains("reader@example.net"), "no address in the log")
            #expect(!log.contains("/confirm/v1."), "no token in the log")
        }

        private struct AddedPhoto: Decodable { let id: String }
    }
}
