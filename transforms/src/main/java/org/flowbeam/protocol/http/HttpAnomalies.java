package org.flowbeam.protocol.http;

import java.util.List;
import org.flowbeam.protocol.ProtocolAnomaly;
import org.flowbeam.protocol.Severity;

/** What HTTP may report. Those named smuggling are read differently by different servers. */
final class HttpAnomalies {
  static final List<ProtocolAnomaly> ALL =
      List.of(
          warning("http_bad_chunk", "A chunk without a size or an end."),
          warning("http_bad_content_coding", "A body that is not coded as its head says."),
          warning("http_bad_header_line", "A line of a head that is no header."),
          warning("http_bad_header_name", "A header's name has bytes that no name may have."),
          warning("http_bad_request_line", "Control characters, or a version other than 1.x."),
          warning("http_bad_status_line", "Not HTTP/1.x, a code of three digits and a reason."),
          warning("http_body_not_decoded", "A body in a coding that is not decoded."),
          warning("http_decompression_bomb", "A body that outgrows what its coded size allows."),
          warning("http_duplicate_host", "Several Host headers."),
          warning("http_head_too_large", "A head longer than is kept."),
          warning("http_invalid_content_length", "A Content-Length that is no number."),
          warning("http_odd_chunk", "A chunk whose size is written oddly."),
          warning("http_response_without_head", "An answer that does not begin with a head."),
          warning("http_response_without_request", "A response to no request that was seen."),
          warning("http_smuggling_bare_cr", "A CR without LF inside a header line."),
          warning("http_smuggling_bare_lf", "A chunk line that ends without CR."),
          warning("http_smuggling_blank_before_colon", "A blank before the colon of a header."),
          warning("http_smuggling_cl_te", "Content-Length besides Transfer-Encoding."),
          warning("http_smuggling_double_content_length", "Content-Lengths that differ."),
          warning("http_smuggling_duplicate_te", "Transfer-Encoding more than once."),
          warning("http_smuggling_obs_fold", "A header that goes on in the next line."),
          warning("http_smuggling_te_not_final", "Chunked is not the last Transfer-Encoding."),
          warning("http_smuggling_unknown_te", "A Transfer-Encoding that is not known."),
          warning("http_too_many_headers", "More headers than are kept."),
          warning("http_too_many_pending", "More requests wait for responses than are kept."),
          warning("http_trailers_too_large", "Trailers longer than are kept."),
          warning("http_unexpected_body", "A response that may not have a body has one."),
          warning("http_unexpected_data", "Bytes that belong to no message."));

  private HttpAnomalies() {}

  private static ProtocolAnomaly warning(String kind, String meaning) {
    return new ProtocolAnomaly(kind, Severity.WARNING, meaning);
  }
}
