// Messages shared by the four codecs.
#pragma once

#include "CImageCodecs.h"

#include <stdio.h>

static inline void codec_clear(codec_message *message) {
    message->text[0] = '\0';
}

static inline codec_status codec_fail(codec_message *message, codec_status status, const char *text) {
    snprintf(message->text, sizeof message->text, "%s", text);
    return status;
}
