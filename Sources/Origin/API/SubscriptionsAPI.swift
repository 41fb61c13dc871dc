import Crypto
import Foundation
import HTTPSemantics
import Subscriptions

/// `/api/v1/subscriptions` and what lies below it.
///
/// A person who sent a form or follows a link gets a page in the site's theme; a program gets JSON. Pages behind a link
/// from a mail change nothing when they are looked at, since mail scanners follow links; their button sends a POST.
struct SubscriptionsAPI: Sendable {
    private let desk: any SubscriptionDesk
    private let pages: ThemePages
    private let gate: RateGate

    init(desk: any SubscriptionDesk, pages: ThemePages, limits: [RateLimit]) {
        self.desk = desk
        self.pages = pages
        gate = RateGate(limits: limits)
    }

    // MARK: Subscribing

    /// 202 for every address that may exist, known or not; a form gets 303 to a page that says so.
    func subscribe(_ request: OriginRequest) async throws -> Answer {
        let type = request.fields.first("Content-Type").flatMap(MediaType.init)?.essence
        let isForm = type == "application/x-www-form-urlencoded"
        let offered = isForm ? [html, jsonType] : [jsonType, html]
        let wantsPage = type != jsonType && preferredType(in: request.fields, offering: offered) == html
        do throws(Problem) {
            try await accept(request, type: type)
        } catch {
            return wantsPage ? await page(for: error, request) : error.answer(requestID: request.id)
        }
        if wantsPage {
            return Answer(
                303,
                [
                    "Location": FieldValue(request.base + "/api/v1/subscriptions/received"),
                    "Cache-Control": FieldValue(CachePolicy.never),
                ])
        }
        return Answer(
            202, type: jsonType, json(["status": "accepted"]), ["Cache-Control": FieldValue(CachePolicy.never)])
    }

    private func accept(_ request: OriginRequest, type: String?) async throws(Problem) {
        let read: ([UInt8]) throws(Problem) -> SubscribeRequest
        switch type {
        case jsonType: read = SubscribeForm.fromJSON
        case "application/x-www-form-urlencoded": read = SubscribeForm.fromForm
        case _:
            throw Problem(
                415, detail: "Send application/json or application/x-www-form-urlencoded.",
                fields: ["Accept-Post": "application/json, application/x-www-form-urlencoded"])
        }
        if let client = request.client, case .refused(let seconds) = gate.admit(client.bucket, at: request.now) {
            throw Problem(
                429, detail: "That was often. Please try again in \(seconds) seconds.", retryAfterSeconds: seconds)
        }
        var subscription = try read(try await body(of: request))
        subscription.clientPrefix = request.client?.prefix
        subscription.userAgentHash = request.fields.first("User-Agent").map { agent in
            SHA256.hash(data: agent.bytes).prefix(8).map { String(Int($0) + 256, radix: 16).dropFirst() }.joined()
        }
        switch try await attempt({ try await desk.subscribe(subscription, now: request.now) }) {
        case .accepted: return
        case .invalid(let violations):
            throw SubscribeForm.invalid(violations.map { .init(pointer: $0.pointer, detail: $0.detail) })
        }
    }

    private func body(of request: OriginRequest) async throws(Problem) -> [UInt8] {
        do {
            return try await request.body()
        } catch BodyFailure.tooLarge {
            throw Problem(413, detail: "The body is larger than this form can be.")
        } catch {
            throw Problem(400, detail: "The body ended early.")
        }
    }

    /// The page that a form's sender lands on.
    func received(_ request: OriginRequest) async throws -> Answer {
        let page = Page(
            .subscriptionReceived, heading: "Check your mailbox",
            message: "If the address is right, a mail with a link to confirm is on its way.")
        return await answer(200, page, request)
    }

    // MARK: Links from mails

    func confirmPage(_ token: String, _ request: OriginRequest) async throws -> Answer {
        switch try await desk.standing(ofConfirmation: token, now: request.now) {
        case .valid(let address):
            let page = Page(
                .confirm, heading: "Confirm your subscription",
                message: "One click, and new posts come to this address by mail.",
                action: .init(url: path("confirm", token, request), label: "Confirm"), address: address)
            return await answer(200, page, request)
        case .expired: return await refuse(Self.expired, request, offering: [html, jsonType])
        case .unknown: return await refuse(Self.unknownLink, request, offering: [html, jsonType])
        }
    }

    /// 200 on repeats too.
    func confirm(_ token: String, _ request: OriginRequest) async throws -> Answer {
        let offered = [jsonType, html]
        switch try await desk.confirm(token, now: request.now) {
        case .confirmed:
            if preferredType(in: request.fields, offering: offered) != html {
                return Answer(200, type: jsonType, json(["state": "active"]), Self.tokenFields)
            }
            let page = Page(
                .confirmed, heading: "You are subscribed", message: "Thank you. A welcome mail is on its way.")
            return await answer(200, page, request)
        case .expired: return await refuse(Self.expired, request, offering: offered)
        case .unknown: return await refuse(Self.unknownLink, request, offering: offered)
        }
    }

    func unsubscribePage(_ token: String, _ request: OriginRequest) async throws -> Answer {
        switch try await desk.standing(ofUnsubscribe: token, now: request.now) {
        case .valid(let address):
            let page = Page(
                .unsubscribe, heading: "Unsubscribe", message: "No more mail will be sent to this address.",
                action: .init(url: path("unsubscribe", token, request), label: "Unsubscribe"), address: address)
            return await answer(200, page, request)
        case .expired, .unknown: return await refuse(Self.unknownLink, request, offering: [html, jsonType])
        }
    }

    /// One click (RFC 8058 §3.2): no redirect, no question, whatever the body holds or lacks.
    func unsubscribe(_ token: String, _ request: OriginRequest) async throws -> Answer {
        switch try await desk.unsubscribe(token, now: request.now) {
        case .unsubscribed:
            if preferredType(in: request.fields, offering: ["text/plain", html]) != html {
                return Answer(
                    200, type: "text/plain; charset=utf-8", Array("You are unsubscribed.\n".utf8), Self.tokenFields)
            }
            let page = Page(
                .unsubscribed, heading: "You are unsubscribed", message: "No more mail will come to this address.",
                detail: "If it was a mistake, subscribe again on the site.")
            return await answer(200, page, request)
        case .unknown: return await refuse(Self.unknownLink, request, offering: [jsonType, html])
        }
    }

    private func path(_ verb: String, _ token: String, _ request: OriginRequest) -> String {
        "\(request.base)/api/v1/subscriptions/\(verb)/\(percentEncoded(token))"
    }

    private static let expired = Problem(
        410, "Link expired", detail: "This link is too old, or a newer one was sent. Please subscribe again.")
    private static let unknownLink = Problem(
        404, "Unknown link", detail: "This link is not one of ours. Was it copied whole?")

    // MARK: Pages

    private let html = "text/html"
    private let jsonType = "application/json"

    /// Whatever is behind a token stays out of caches, referrers and search engines, and out of other people's frames.
    private static let tokenFields: Fields = [
        "Cache-Control": FieldValue(CachePolicy.never), "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex",
        "Content-Security-Policy": "frame-ancestors 'none'", "Vary": "Accept",
    ]

    private func refuse(_ problem: Problem, _ request: OriginRequest, offering types: [String]) async -> Answer {
        if preferredType(in: request.fields, offering: types) == html { return await page(for: problem, request) }
        var answer = problem.answer(requestID: request.id)
        for field in Self.tokenFields { answer.fields.set(field.name, to: field.value) }
        return answer
    }

    /// The problem for a person: what is wrong with which field, and a way back to the form.
    private func page(for problem: Problem, _ request: OriginRequest) async -> Answer {
        let details = problem.violations.map { violation in
            (violation.pointer == "/email" ? "The address " : "\(violation.pointer.dropFirst()) ") + violation.detail
        }
        let page = Page(
            .problem, heading: problem.title, message: problem.detail ?? "",
            detail: details.isEmpty ? nil : details.joined(separator: "; ") + ".",
            showsForm: [410, 422].contains(problem.status))
        var answer = await answer(problem.status, page, request)
        for field in problem.answerFields { answer.fields.set(field.name, to: field.value) }
        return answer
    }

    private func answer(_ status: Int, _ page: Page, _ request: OriginRequest) async -> Answer {
        Answer(
            status, type: "text/html; charset=utf-8",
            await pages.render(page), Self.tokenFields)
    }

    /// A failure of the back end is ours, and says so; the log has the rest.
    private func attempt<Value>(_ work: () async throws -> Value) async throws(Problem) -> Value {
        do {
            return try await work()
        } catch {
            throw Problem(
                503, detail: "This can't be done just now. Please try again in a moment.", retryAfterSeconds: 5)
        }
    }
}
