#pragma once
// Debian builds libxml2 with ICU, whose headers clash with the ICU inside Swift's Foundation. Without the macro libxml2's
// headers leave ICU out; only a struct that Swift never touches by value (xmlCharEncodingHandler) looks different.
#include <libxml/xmlversion.h>
#undef LIBXML_ICU_ENABLED
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/xmlwriter.h>
#include <libxml/xmlerror.h>
#include <libxml/relaxng.h>
#include <libxml/HTMLparser.h>
