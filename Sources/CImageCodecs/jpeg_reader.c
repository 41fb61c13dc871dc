// JPEG to RGBA rows, by libjpeg(-turbo).

#include "codec_message.h"

#include <jpeglib.h>
#include <jerror.h>
#include <setjmp.h>
#include <stdlib.h>

struct codec_jpeg_reader {
    struct jpeg_decompress_struct decoder;
    struct jpeg_error_mgr errors;
    struct jpeg_progress_mgr progress;
    jmp_buf escape;
    codec_status status;
    codec_message *message;
    uint32_t scans;
    bool cmyk;
    bool inverted;
};

static codec_status status_of(int code) {
    switch (code) {
    case JERR_OUT_OF_MEMORY:
    case JERR_NO_BACKING_STORE:
    case JERR_IMAGE_TOO_BIG:
    case JERR_WIDTH_OVERFLOW:
        return codec_too_large;
    case JERR_ARITH_NOTIMPL:
    case JERR_BAD_J_COLORSPACE:
    case JERR_BAD_PRECISION:
    case JERR_CONVERSION_NOTIMPL:
    case JERR_NOTIMPL:
    case JERR_SOF_UNSUPPORTED:
        return codec_unsupported;
    default:
        return codec_damaged;
    }
}

// libjpeg's fatal errors end here; it must not return.
static void leave(j_common_ptr common) {
    codec_jpeg_reader *reader = common->client_data;
    char text[JMSG_LENGTH_MAX];
    common->err->format_message(common, text);
    reader->status = codec_fail(reader->message, status_of(common->err->msg_code), text);
    longjmp(reader->escape, 1);
}

// Warnings about missing or broken pixels count as errors: libjpeg would go on and paint grey. The rest, such as stray
// bytes between markers, is common in real photos and does no harm.
static void hear(j_common_ptr common, int level) {
    if (level >= 0) {
        return;
    }
    switch (common->err->msg_code) {
    case JWRN_ARITH_BAD_CODE:
    case JWRN_HIT_MARKER:
    case JWRN_HUFF_BAD_CODE:
    case JWRN_JPEG_EOF:
    case JWRN_MUST_RESYNC:
        leave(common);
        break;
    default:
        break;
    }
}

static void count_scans(j_common_ptr common) {
    codec_jpeg_reader *reader = common->client_data;
    if (common->is_decompressor && (uint32_t)reader->decoder.input_scan_number > reader->scans) {
        reader->status = codec_fail(reader->message, codec_too_large, "more scans than any camera or editor writes");
        longjmp(reader->escape, 1);
    }
}

static void start(
    codec_jpeg_reader *reader, const uint8_t *bytes, size_t count, uint32_t eighths, const codec_limits *limits) {
    j_decompress_ptr decoder = &reader->decoder;
    jpeg_create_decompress(decoder);
    decoder->client_data = reader;
    decoder->progress = &reader->progress;
    decoder->mem->max_memory_to_use = (long)limits->memory_bytes;
    jpeg_mem_src(decoder, bytes, count);
    jpeg_read_header(decoder, TRUE);
    if (decoder->image_width > limits->side || decoder->image_height > limits->side) {
        ERREXIT1(decoder, JERR_IMAGE_TOO_BIG, limits->side);
    }
    reader->cmyk = decoder->jpeg_color_space == JCS_CMYK || decoder->jpeg_color_space == JCS_YCCK;
    reader->inverted = decoder->saw_Adobe_marker;
    decoder->out_color_space = reader->cmyk ? JCS_CMYK : JCS_EXT_RGBA;
    decoder->scale_num = eighths;
    decoder->scale_denom = 8;
    jpeg_start_decompress(decoder);
}

codec_status codec_jpeg_open(
    const uint8_t *bytes, size_t count, uint32_t eighths, const codec_limits *limits,
    codec_jpeg_reader **result, uint32_t *width, uint32_t *height, codec_message *message) {
    codec_clear(message);
    codec_jpeg_reader *reader = calloc(1, sizeof *reader);
    if (reader == NULL) {
        return codec_fail(message, codec_too_large, "not enough memory");
    }
    reader->message = message;
    reader->scans = limits->scans;
    reader->decoder.err = jpeg_std_error(&reader->errors);
    reader->decoder.client_data = reader;
    reader->errors.error_exit = leave;
    reader->errors.emit_message = hear;
    reader->progress.progress_monitor = count_scans;
    if (setjmp(reader->escape) != 0) {
        codec_status status = reader->status;
        codec_jpeg_close(reader);
        return status;
    }
    start(reader, bytes, count, eighths, limits);
    *result = reader;
    *width = reader->decoder.output_width;
    *height = reader->decoder.output_height;
    return codec_ok;
}

// Plain arithmetic, without a profile: the colours are plausible, not matched.
static void convert_cmyk(uint8_t *pixels, uint32_t width, bool inverted) {
    uint8_t flip = inverted ? 0 : 255;
    for (uint32_t x = 0; x < width; x += 1, pixels += 4) {
        unsigned black = pixels[3] ^ flip;
        for (int channel = 0; channel < 3; channel += 1) {
            pixels[channel] = (uint8_t)(((pixels[channel] ^ flip) * black + 127) / 255);
        }
        pixels[3] = 255;
    }
}

codec_status codec_jpeg_read_row(codec_jpeg_reader *reader, uint8_t *rgba, codec_message *message) {
    codec_clear(message);
    reader->message = message;
    if (setjmp(reader->escape) != 0) {
        return reader->status;
    }
    JSAMPROW row = rgba;
    if (jpeg_read_scanlines(&reader->decoder, &row, 1) != 1) {
        return codec_fail(message, codec_damaged, "fewer rows than the header promises");
    }
    if (reader->cmyk) {
        convert_cmyk(rgba, reader->decoder.output_width, reader->inverted);
    }
    return codec_ok;
}

void codec_jpeg_close(codec_jpeg_reader *reader) {
    jpeg_destroy_decompress(&reader->decoder);
    free(reader);
}
