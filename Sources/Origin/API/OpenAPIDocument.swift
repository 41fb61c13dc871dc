/// What the API says about itself at `/api/v1/openapi.json`: OpenAPI 3.1 of exactly the routes there are.
///
/// A table of facts in JSON. Tests validate it and compare its paths and methods with `Route`.
enum OpenAPIDocument {
    static let text = #"""
        {
          "openapi": "3.1.0",
          "info": {
            "title": "Masthead public API",
            "version": "1.0.0",
            "description": "The public API of one site: subscriptions, posts and photos. Errors are RFC 9457 problem details.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}
          },
          "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
          "servers": [{"url": "/api/v1"}],
          "tags": [{"name": "subscriptions"}, {"name": "posts"}, {"name": "photos"}, {"name": "operations"}],
          "paths": {
            "/subscriptions": {
              "post": {
                "tags": ["subscriptions"],
                "operationId": "subscribe",
                "summary": "Ask for new posts by mail",
                "description": "202 with the same body for every valid address, whether or not it is known. A form gets 303 to a page, unless it prefers application/json.",
                "requestBody": {
                  "required": true,
                  "description": "At most 4 KiB",
                  "content": {
                    "application/json": {"schema": {"$ref": "#/components/schemas/SubscribeRequest"}},
                    "application/x-www-form-urlencoded": {"schema": {"$ref": "#/components/schemas/SubscribeForm"}}
                  }
                },
                "responses": {
                  "202": {
                    "description": "Accepted; a mail with a link to confirm follows if one is due",
                    "headers": {"Cache-Control": {"schema": {"type": "string", "const": "no-store"}}},
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Accepted"}}}
                  },
                  "303": {
                    "description": "A form was accepted; the page says so",
                    "headers": {
                      "Location": {
                        "required": true,
                        "schema": {"type": "string", "const": "/api/v1/subscriptions/received"}
                      }
                    }
                  },
                  "400": {"$ref": "#/components/responses/Problem"},
                  "413": {"$ref": "#/components/responses/Problem"},
                  "415": {"$ref": "#/components/responses/Problem"},
                  "422": {
                    "description": "Something in the request can't be right; errors names it",
                    "content": {
                      "text/html": {"schema": {"type": "string"}},
                      "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
                    }
                  },
                  "429": {"$ref": "#/components/responses/TooMany"},
                  "503": {"$ref": "#/components/responses/Unavailable"}
                }
              }
            },
            "/subscriptions/received": {
              "get": {
                "tags": ["subscriptions"],
                "operationId": "subscriptionReceived",
                "summary": "The page a form's sender lands on",
                "responses": {
                  "200": {
                    "description": "The page, in the site's theme",
                    "headers": {"Cache-Control": {"schema": {"type": "string", "const": "no-store"}}},
                    "content": {"text/html": {"schema": {"type": "string"}}}
                  }
                }
              },
              "head": {
                "tags": ["subscriptions"],
                "operationId": "subscriptionReceivedHead",
                "summary": "The page a form's sender lands on (head only)",
                "responses": {
                  "200": {
                    "description": "The page, in the site's theme",
                    "headers": {"Cache-Control": {"schema": {"type": "string", "const": "no-store"}}}
                  }
                }
              }
            },
            "/subscriptions/confirm/{token}": {
              "parameters": [{"$ref": "#/components/parameters/Token"}],
              "get": {
                "tags": ["subscriptions"],
                "operationId": "confirmPage",
                "summary": "A page with one button; changes nothing",
                "responses": {
                  "200": {
                    "description": "The page, in the site's theme",
                    "headers": {"Cache-Control": {"schema": {"type": "string", "const": "no-store"}}},
                    "content": {"text/html": {"schema": {"type": "string"}}}
                  },
                  "404": {
                    "description": "Not one of our links",
                    "content": {
                      "text/html": {"schema": {"type": "string"}},
                      "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
                    }
                  },
                  "410": {
                    "description": "Too old, or a newer link was sent",
                    "content": {
                      "text/html": {"schema": {"type": "string"}},
                      "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
                    }
                  }
                }
              },
              "head": {
                "tags": ["subscriptions"],
                "operationId": "confirmPageHead",
                "summary": "A page with one button; changes nothing (head only)",
                "responses": {
                  "200": {
                    "description": "The page, in the site's theme",
                    "headers": {"Cache-Control": {"schema": {"type": "string", "const": "no-store"}}}
                  },
                  "404": {"description": "Not one of our links"},
                  "410": {"description": "Too old, or a newer link was sent"}
                }
              },
              "post": {
                "tags": ["subscriptions"],
                "operationId": "confirm",
                "summary": "Confirm a subscription",
                "description": "Repeats get the same answer.",
                "responses": {
                  "200": {
                    "description": "Confirmed",
                    "headers": {"Cache-Control": {"schema": {"type": "string", "const": "no-store"}}},
                    "content": {
                      "application/json": {"schema": {"$ref": "#/components/schemas/Subscription"}},
                      "text/html": {"schema": {"type": "string"}}
                    }
                  },
                  "404": {
                    "description": "Not one of our links",
                    "content": {
                      "text/html": {"schema": {"type": "string"}},
                      "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
                    }
                  },
                  "410": {
                    "description": "Too old, or a newer link was sent",
                    "content": {
                      "text/html": {"schema": {"type": "string"}},
                      "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
                    }
                  }
                }
              }
            },
            "/subscriptions/unsubscribe/{token}": {
              "parameters": [{"$ref": "#/components/parameters/Token"}],
              "get": {
                "tags": ["subscriptions"],
                "operationId": "unsubscribePage",
                "summary": "A page with one button; changes nothing",
                "responses": {
                  "200": {
                    "description": "The page, in the site's theme",
                    "headers": {"Cache-Control": {"schema": {"type": "string", "const": "no-store"}}},
                    "content": {"text/html": {"schema": {"type": "string"}}}
                  },
                  "404": {
                    "description": "Not one of our links",
                    "content": {
                      "text/html": {"schema": {"type": "string"}},
                      "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
                    }
                  }
                }
              },
              "head": {
                "tags": ["subscriptions"],
                "operationId": "unsubscribePageHead",
                "summary": "A page with one button; changes nothing (head only)",
                "responses": {
                  "200": {
                    "description": "The page, in the site's theme",
                    "headers": {"Cache-Control": {"schema": {"type": "string", "const": "no-store"}}}
                  },
                  "404": {"description": "Not one of our links"}
                }
              },
              "post": {
                "tags": ["subscriptions"],
                "operationId": "unsubscribe",
                "summary": "One-click unsubscribe (RFC 8058)",
                "description": "No redirect and no question; the body may be missing. Repeats get the same answer.",
                "requestBody": {
                  "required": false,
                  "content": {
                    "application/x-www-form-urlencoded": {
                      "schema": {
                        "type": "object",
                        "properties": {"List-Unsubscribe": {"type": "string", "const": "One-Click"}}
                      }
                    },
                    "multipart/form-data": {
                      "schema": {
                        "type": "object",
                        "properties": {"List-Unsubscribe": {"type": "string", "const": "One-Click"}}
                      }
                    }
                  }
                },
                "responses": {
                  "200": {
                    "description": "Unsubscribed",
                    "headers": {"Cache-Control": {"schema": {"type": "string", "const": "no-store"}}},
                    "content": {
                      "text/plain": {"schema": {"type": "string"}},
                      "text/html": {"schema": {"type": "string"}}
                    }
                  },
                  "404": {
                    "description": "Not one of our links",
                    "content": {
                      "text/html": {"schema": {"type": "string"}},
                      "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
                    }
                  }
                }
              }
            },
            "/posts": {
              "get": {
                "tags": ["posts"],
                "operationId": "listPosts",
                "summary": "Posts, newest first",
                "parameters": [
                  {
                    "name": "limit",
                    "in": "query",
                    "schema": {"type": "integer", "minimum": 1, "maximum": 100, "default": 20}
                  },
                  {
                    "name": "cursor",
                    "in": "query",
                    "description": "From next; opaque and signed",
                    "schema": {"type": "string", "maxLength": 512}
                  },
                  {"name": "tag", "in": "query", "schema": {"type": "string", "maxLength": 64}},
                  {"$ref": "#/components/parameters/IfNoneMatch"}
                ],
                "responses": {
                  "200": {
                    "description": "Some posts",
                    "headers": {
                      "ETag": {"$ref": "#/components/headers/ETag"},
                      "Cache-Control": {"$ref": "#/components/headers/CacheControl"},
                      "Link": {"description": "rel=next, unless these are the last", "schema": {"type": "string"}}
                    },
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/PostPage"}}}
                  },
                  "304": {
                    "description": "Not modified",
                    "headers": {
                      "ETag": {"$ref": "#/components/headers/ETag"},
                      "Cache-Control": {"$ref": "#/components/headers/CacheControl"}
                    }
                  },
                  "400": {"$ref": "#/components/responses/Problem"},
                  "503": {"$ref": "#/components/responses/Unavailable"}
                }
              },
              "head": {
                "tags": ["posts"],
                "parameters": [
                  {
                    "name": "limit",
                    "in": "query",
                    "schema": {"type": "integer", "minimum": 1, "maximum": 100, "default": 20}
                  },
                  {
                    "name": "cursor",
                    "in": "query",
                    "description": "From next; opaque and signed",
                    "schema": {"type": "string", "maxLength": 512}
                  },
                  {"name": "tag", "in": "query", "schema": {"type": "string", "maxLength": 64}},
                  {"$ref": "#/components/parameters/IfNoneMatch"}
                ],
                "operationId": "listPostsHead",
                "summary": "Posts, newest first (head only)",
                "responses": {
                  "200": {
                    "description": "Some posts",
                    "headers": {
                      "ETag": {"$ref": "#/components/headers/ETag"},
                      "Cache-Control": {"$ref": "#/components/headers/CacheControl"},
                      "Link": {"description": "rel=next, unless these are the last", "schema": {"type": "string"}}
                    }
                  },
                  "304": {
                    "description": "Not modified",
                    "headers": {
                      "ETag": {"$ref": "#/components/headers/ETag"},
                      "Cache-Control": {"$ref": "#/components/headers/CacheControl"}
                    }
                  },
                  "400": {"description": "As for GET, without a body"},
                  "503": {"description": "As for GET, without a body"}
                }
              }
            },
            "/posts/{slug}": {
              "parameters": [
                {"name": "slug", "in": "path", "required": true, "schema": {"type": "string", "maxLength": 255}}
              ],
              "get": {
                "tags": ["posts"],
                "operationId": "getPost",
                "summary": "One post",
                "parameters": [{"$ref": "#/components/parameters/IfNoneMatch"}],
                "responses": {
                  "200": {
                    "description": "The post",
                    "headers": {
                      "ETag": {"$ref": "#/components/headers/ETag"},
                      "Cache-Control": {"$ref": "#/components/headers/CacheControl"}
                    },
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Post"}}}
                  },
                  "304": {
                    "description": "Not modified",
                    "headers": {
                      "ETag": {"$ref": "#/components/headers/ETag"},
                      "Cache-Control": {"$ref": "#/components/headers/CacheControl"}
                    }
                  },
                  "404": {"$ref": "#/components/responses/Problem"},
                  "503": {"$ref": "#/components/responses/Unavailable"}
                }
              },
              "head": {
                "tags": ["posts"],
                "parameters": [{"$ref": "#/components/parameters/IfNoneMatch"}],
                "operationId": "getPostHead",
                "summary": "One post (head only)",
                "responses": {
                  "200": {
                    "description": "The post",
                    "headers": {
                      "ETag": {"$ref": "#/components/headers/ETag"},
                      "Cache-Control": {"$ref": "#/components/headers/CacheControl"}
                    }
                  },
                  "304": {
                    "description": "Not modified",
                    "headers": {
                      "ETag": {"$ref": "#/components/headers/ETag"},
                      "Cache-Control": {"$ref": "#/components/headers/CacheControl"}
                    }
                  },
                  "404": {"description": "As for GET, without a body"},
                  "503": {"description": "As for GET, without a body"}
                }
              }
            },
            "/photos/{id}": {
              "parameters": [
                {
                  "name": "id",
                  "in": "path",
                  "required": true,
                  "schema": {"type": "string", "pattern": "^[0-9A-HJKMNP-TV-Z]{26}$"}
                }
              ],
              "get": {
                "tags": ["photos"],
                "operationId": "getPhoto",
                "summary": "A photo's state and its renditions",
                "parameters": [{"$ref": "#/components/parameters/IfNoneMatch"}],
                "responses": {
                  "200": {
                    "description": "The photo",
                    "headers": {
                      "ETag": {"$ref": "#/components/headers/ETag"},
                      "Cache-Control": {"$ref": "#/components/headers/CacheControl"},
                      "Retry-After": {
                        "description": "Seconds; while the photo isn't ready",
                        "schema": {"type": "integer"}
                      }
                    },
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Photo"}}}
                  },
                  "304": {
                    "description": "Not modified",
                    "headers": {
                      "ETag": {"$ref": "#/components/headers/ETag"},
                      "Cache-Control": {"$ref": "#/components/headers/CacheControl"}
                    }
                  },
                  "404": {"$ref": "#/components/responses/Problem"}
                }
              },
              "head": {
                "tags": ["photos"],
                "parameters": [{"$ref": "#/components/parameters/IfNoneMatch"}],
                "operationId": "getPhotoHead",
                "summary": "A photo's state and its renditions (head only)",
                "responses": {
                  "200": {
                    "description": "The photo",
                    "headers": {
                      "ETag": {"$ref": "#/components/headers/ETag"},
                      "Cache-Control": {"$ref": "#/components/headers/CacheControl"},
                      "Retry-After": {
                        "description": "Seconds; while the photo isn't ready",
                        "schema": {"type": "integer"}
                      }
                    }
                  },
                  "304": {
                    "description": "Not modified",
                    "headers": {
                      "ETag": {"$ref": "#/components/headers/ETag"},
                      "Cache-Control": {"$ref": "#/components/headers/CacheControl"}
                    }
                  },
                  "404": {"description": "As for GET, without a body"}
                }
              }
            },
            "/health": {
              "get": {
                "tags": ["operations"],
                "operationId": "health",
                "summary": "Whether the back end can do its work",
                "responses": {
                  "200": {
                    "description": "It can",
                    "headers": {"Cache-Control": {"schema": {"type": "string", "const": "no-store"}}},
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Health"}}}
                  },
                  "503": {
                    "description": "It can't",
                    "headers": {"Cache-Control": {"schema": {"type": "string", "const": "no-store"}}},
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Health"}}}
                  }
                }
              },
              "head": {
                "tags": ["operations"],
                "operationId": "healthHead",
                "summary": "Whether the back end can do its work (head only)",
                "responses": {
                  "200": {
                    "description": "It can",
                    "headers": {"Cache-Control": {"schema": {"type": "string", "const": "no-store"}}}
                  },
                  "503": {
                    "description": "It can't",
                    "headers": {"Cache-Control": {"schema": {"type": "string", "const": "no-store"}}}
                  }
                }
              }
            },
            "/openapi.json": {
              "get": {
                "tags": ["operations"],
                "operationId": "describe",
                "summary": "This document",
                "responses": {
                  "200": {
                    "description": "OpenAPI 3.1",
                    "headers": {
                      "ETag": {"$ref": "#/components/headers/ETag"},
                      "Cache-Control": {"$ref": "#/components/headers/CacheControl"}
                    },
                    "content": {"application/json": {"schema": {"type": "object"}}}
                  },
                  "304": {
                    "description": "Not modified",
                    "headers": {
                      "ETag": {"$ref": "#/components/headers/ETag"},
                      "Cache-Control": {"$ref": "#/components/headers/CacheControl"}
                    }
                  }
                }
              },
              "head": {
                "tags": ["operations"],
                "operationId": "describeHead",
                "summary": "This document (head only)",
                "responses": {
                  "200": {
                    "description": "OpenAPI 3.1",
                    "headers": {
                      "ETag": {"$ref": "#/components/headers/ETag"},
                      "Cache-Control": {"$ref": "#/components/headers/CacheControl"}
                    }
                  },
                  "304": {
                    "description": "Not modified",
                    "headers": {
                      "ETag": {"$ref": "#/components/headers/ETag"},
                      "Cache-Control": {"$ref": "#/components/headers/CacheControl"}
                    }
                  }
                }
              }
            }
          },
          "components": {
            "parameters": {
              "IfNoneMatch": {"name": "If-None-Match", "in": "header", "schema": {"type": "string"}},
              "Token": {
                "name": "token",
                "in": "path",
                "required": true,
                "description": "From a mail",
                "schema": {"type": "string", "maxLength": 255}
              }
            },
            "headers": {"ETag": {"schema": {"type": "string"}}, "CacheControl": {"schema": {"type": "string"}}},
            "responses": {
              "Problem": {
                "description": "What is wrong (RFC 9457)",
                "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
              },
              "TooMany": {
                "description": "Too often; try again after the time named",
                "headers": {"Retry-After": {"required": true, "schema": {"type": "integer"}}},
                "content": {
                  "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}},
                  "text/html": {"schema": {"type": "string"}}
                }
              },
              "Unavailable": {
                "description": "Not just now",
                "headers": {"Retry-After": {"schema": {"type": "integer"}}},
                "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
              }
            },
            "schemas": {
              "Problem": {
                "type": "object",
                "required": ["type", "title", "status", "requestId"],
                "properties": {
                  "type": {"type": "string", "format": "uri-reference"},
                  "title": {"type": "string"},
                  "status": {"type": "integer", "minimum": 400, "maximum": 599},
                  "detail": {"type": "string"},
                  "requestId": {"type": "string"},
                  "errors": {
                    "type": "array",
                    "items": {
                      "type": "object",
                      "required": ["pointer", "detail"],
                      "properties": {
                        "pointer": {
                          "type": "string",
                          "description": "A JSON Pointer into the body, or the name of a query parameter after #"
                        },
                        "detail": {"type": "string"}
                      }
                    }
                  }
                }
              },
              "SubscribeRequest": {
                "type": "object",
                "required": ["email"],
                "additionalProperties": false,
                "properties": {
                  "email": {"type": "string", "minLength": 3, "maxLength": 320},
                  "name": {"type": ["string", "null"], "maxLength": 80},
                  "locale": {"type": ["string", "null"], "maxLength": 35},
                  "website": {
                    "type": ["string", "null"],
                    "description": "Leave it empty: people don't see it",
                    "maxLength": 200
                  },
                  "shown_ms": {
                    "type": ["integer", "null"],
                    "description": "For how long the form was shown, in milliseconds, where a script can tell",
                    "minimum": 0
                  }
                }
              },
              "SubscribeForm": {
                "type": "object",
                "required": ["email"],
                "properties": {
                  "email": {"type": "string", "minLength": 3, "maxLength": 320},
                  "name": {"type": "string", "maxLength": 80},
                  "locale": {"type": "string", "maxLength": 35},
                  "website": {
                    "type": "string",
                    "description": "Leave it empty: people don't see it",
                    "maxLength": 200
                  },
                  "shown_ms": {
                    "type": "integer",
                    "description": "For how long the form was shown, in milliseconds, where a script can tell",
                    "minimum": 0
                  }
                }
              },
              "Accepted": {
                "type": "object",
                "required": ["status"],
                "properties": {"status": {"type": "string", "const": "accepted"}}
              },
              "Subscription": {
                "type": "object",
                "required": ["state"],
                "properties": {"state": {"type": "string", "const": "active"}}
              },
              "Health": {
                "type": "object",
                "required": ["status"],
                "properties": {"status": {"type": "string", "enum": ["ok", "unavailable"]}}
              },
              "Post": {
                "type": "object",
                "required": ["slug", "url", "title", "published", "html"],
                "properties": {
                  "slug": {"type": "string"},
                  "url": {"type": "string", "format": "uri-reference"},
                  "title": {"type": "string"},
                  "published": {"type": "string", "format": "date-time"},
                  "updated": {"type": "string", "format": "date-time"},
                  "summary": {"type": "string"},
                  "html": {"type": "string"},
                  "tags": {"type": "array", "items": {"type": "string"}}
                }
              },
              "PostPage": {
                "type": "object",
                "required": ["items", "next"],
                "properties": {
                  "items": {"type": "array", "items": {"$ref": "#/components/schemas/Post"}},
                  "next": {"type": ["string", "null"]}
                }
              },
              "Photo": {
                "type": "object",
                "required": ["id", "state", "renditions"],
                "properties": {
                  "id": {"type": "string"},
                  "state": {"type": "string", "enum": ["awaiting_upload", "processing", "ready", "rejected"]},
                  "reason": {"type": "string"},
                  "width": {"type": "integer"},
                  "height": {"type": "integer"},
                  "renditions": {
                    "type": "array",
                    "items": {
                      "type": "object",
                      "required": ["url", "width", "height", "type", "bytes"],
                      "properties": {
                        "url": {"type": "string", "format": "uri-reference"},
                        "width": {"type": "integer"},
                        "height": {"type": "integer"},
                        "type": {"type": "string"},
                        "bytes": {"type": "integer"}
                      }
                    }
                  }
                }
              }
            }
          }
        }
        """#
}
