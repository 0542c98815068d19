package org.flowbeam.stage.sources;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import org.flowbeam.schemas.SourceRow;
import org.jspecify.annotations.Nullable;

/** The manifest's list of inputs as a JSON array, one object per source. */
final class InputList {
  private final StringWriter text = new StringWriter();
  private final JsonGenerator json;

  InputList() {
    try {
      json = new JsonFactory().createGenerator(text);
      json.writeStartArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @param named the user named this very file
   * @param readError what the storage failed with, if packets may be missing for it
   */
  void add(SourceRow row, boolean named, @Nullable String readError) {
    try {
      json.writeStartObject();
      write("uri", row.getUri());
      write("member", row.getMember());
      write("sha256", row.getSha256());
      write("content_sha256", row.getContentSha256());
      write("status", row.getStatus());
      write("read_error", readError);
      json.writeNumberField("packets", row.getPackets());
      json.writeBooleanField("named", named);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(String field, @Nullable String value) throws IOException {
    if (value != null) {
      json.writeStringField(field, value);
    }
  }

  /** Ends the list. */
  String toJson() {
    try {
      json.writeEndArray();
      json.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}
