package org.flowbeam.stage.sources;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import org.flowbeam.io.input.InputFile;
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
   * @param file in which the source lies
   * @param memberIndex its number in the file
   * @param readError what the storage failed with, if packets may be missing for it
   */
  void add(SourceRow row, InputFile file, int memberIndex, @Nullable String readError) {
    try {
      json.writeStartObject();
      write("uri", row.getUri());
      write("member", row.getMember());
      write("source_id", row.getSourceId());
      write("location", file.location());
      json.writeNumberField("member_index", memberIndex);
      write("sha256", row.getSha256());
      write("content_sha256", row.getContentSha256());
      write("status", row.getStatus());
      write("read_error", readError);
      json.writeNumberField("packets", row.getPackets());
      json.writeBooleanField("named", file.named());
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
