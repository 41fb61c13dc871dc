// RGBA to JPEG, by libjpeg(-turbo). Alpha is ignored.

#include "codec_message.h"

#include <jpeglib.h>
#include <jerror.h>
#include <setjmp.h>
#include <stdlib.h>

typedef struct jpeg_writer {
    struct jpeg_compress_struct encoder;
    struct jpeg_error_mgr errors;
    jmp_buf escape;
    codec_message *message;
    struct jpeg_destination_mgr destination;
    uint8_t *bytes;
    size_t capacity;
} jpeg_writer;

static void leave(j_common_ptr common) {
    jpeg_writer *writer = common->client_data;
    char text[JMSG_LENGTH_MAX];
    common->err->format_message(common, text);
    codec_fail(writer->message, codec_too_large, text);
    longjmp(writer->escape, 1);
}

static void ignore(j_common_ptr common, int level) {
    (void)common;
    (void)level;
}

// A destination of our own: the library's `jpeg_mem_dest` doesn't tell where its buffer went when it has grown and the
// encoder then fails, so that it can neither be freed nor left.
static void grow(j_compress_ptr encoder) {
    jpeg_writer *writer = encoder->client_data;
    size_t used = writer->capacity;
    size_t capacity = used == 0 ? 65536 : used * 2;
    uint8_t *bytes = realloc(writer->bytes, capacity);
    if (bytes == NULL) {
        ERREXIT1(encoder, JERR_OUT_OF_MEMORY, 0);
    }
    writer->bytes = bytes;
    writer->capacity = capacity;
    writer->destination.next_output_byte = bytes + used;
    writer->destination.free_in_buffer = capacity - used;
}

static boolean grow_when_full(j_compress_ptr encoder) {
    grow(encoder);
    return TRUE;
}

static void leave_as_is(j_compress_ptr encoder) {
    (void)encoder;
}

static void write_all(
    jpeg_writer *writer, const uint8_t *rgba, uint32_t width, uint32_t height, int quality, bool progressive) {
    j_compress_ptr encoder = &writer->encoder;
    jpeg_create_compress(encoder);
    encoder->client_data = writer;
    encoder->dest = &writer->destination;
    encoder->image_width = width;
    encoder->image_height = height;
    encoder->input_components = 4;
    encoder->in_color_space = JCS_EXT_RGBX;
    // The defaults are YCbCr at 4:2:0.
    jpeg_set_defaults(encoder);
    jpeg_set_quality(encoder, quality, TRUE);
    encoder->optimize_coding = TRUE;
    if (progressive) {
        jpeg_simple_progression(encoder);
    }
    jpeg_start_compress(encoder, TRUE);
    while (encoder->next_scanline < height) {
        JSAMPROW row = (JSAMPROW)(rgba + (size_t)encoder->next_scanline * width * 4);
        jpeg_write_scanlines(encoder, &row, 1);
    }
    jpeg_finish_compress(encoder);
}

codec_status codec_jpeg_write(
    const uint8_t *rgba, uint32_t width, uint32_t height, int quality, bool progressive,
    uint8_t **bytes, size_t *count, codec_message *message) {
    codec_clear(message);
    jpeg_writer *writer = calloc(1, sizeof *writer);
    if (writer == NULL) {
        return codec_fail(message, codec_too_large, "not enough memory");
    }
    writer->message = message;
    writer->encoder.err = jpeg_std_error(&writer->errors);
    writer->encoder.client_data = writer;
    writer->errors.error_exit = leave;
    writer->errors.emit_message = ignore;
    writer->destination.init_destination = grow;
    writer->destination.empty_output_buffer = grow_when_full;
    writer->destination.term_destination = leave_as_is;
    if (setjmp(writer->escape) != 0) {
        jpeg_destroy_compress(&writer->encoder);
        free(writer->bytes);
        free(writer);
        return codec_too_large;
    }
    write_all(writer, rgba, width, height, quality, progressive);
    jpeg_destroy_compress(&writer->encoder);
    *bytes = writer->bytes;
    *count = writer->capacity - writer->destination.free_in_buffer;
    free(writer);
    return codec_ok;
}

void codec_free(uint8_t *bytes) {
    free(bytes);
}
