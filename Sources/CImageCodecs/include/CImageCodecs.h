// libjpeg and libpng as Swift can call them.
//
// Both libraries report errors by `longjmp`. Here `setjmp`, the calls and the clean-up live inside one C function, which
// returns a status and a message: no jump crosses a Swift frame. Pixels are always RGBA, 8 bits a channel, straight alpha.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum codec_status {
    codec_ok = 0,
    // The bytes break the format's rules, or end too early.
    codec_damaged = 1,
    // A legal picture of a kind that these readers do not take.
    codec_unsupported = 2,
    // A limit was reached, or memory ran out.
    codec_too_large = 3,
} codec_status;

// Why a call failed, as a C string without a full stop; empty after success.
typedef struct codec_message {
    char text[256];
} codec_message;

typedef struct codec_limits {
    // Neither side may be longer, in pixels.
    uint32_t side;
    // Scans of a progressive JPEG: each costs a pass over all coefficients, however small the file.
    uint32_t scans;
    // What the library may hold for one picture.
    size_t memory_bytes;
    // What one PNG chunk other than pixels may hold.
    size_t chunk_bytes;
} codec_limits;

// Rows of one picture, top to bottom. `bytes` must outlive the reader.
typedef struct codec_jpeg_reader codec_jpeg_reader;
typedef struct codec_png_reader codec_png_reader;

// Reads the header and starts. `eighths` (1, 2, 4 or 8) scales while decoding, so that width becomes
// ceil(width * eighths / 8). After a failure there is nothing to close.
codec_status codec_jpeg_open(
    const uint8_t *bytes, size_t count, uint32_t eighths, const codec_limits *limits,
    codec_jpeg_reader **reader, uint32_t *width, uint32_t *height, codec_message *message);
// Writes the next row, 4 * width bytes. After a failure the reader may only be closed.
codec_status codec_jpeg_read_row(codec_jpeg_reader *reader, uint8_t *rgba, codec_message *message);
void codec_jpeg_close(codec_jpeg_reader *reader);

// As above. An interlaced picture is decoded whole by the first read.
codec_status codec_png_open(
    const uint8_t *bytes, size_t count, const codec_limits *limits,
    codec_png_reader **reader, uint32_t *width, uint32_t *height, codec_message *message);
codec_status codec_png_read_row(codec_png_reader *reader, uint8_t *rgba, codec_message *message);
void codec_png_close(codec_png_reader *reader);

// Encode a whole picture. The result is freed by `codec_free`; after a failure there is nothing to free.
codec_status codec_jpeg_write(
    const uint8_t *rgba, uint32_t width, uint32_t height, int quality, bool progressive,
    uint8_t **bytes, size_t *count, codec_message *message);
codec_status codec_png_write(
    const uint8_t *rgba, uint32_t width, uint32_t height, bool alpha,
    uint8_t **bytes, size_t *count, codec_message *message);
void codec_free(uint8_t *bytes);
