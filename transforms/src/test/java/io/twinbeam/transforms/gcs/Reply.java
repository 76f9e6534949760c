package io.twinbeam.transforms.gcs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** One answer of the API. */
@SuppressWarnings("ArrayRecordComponent") // A carrier; never compared.
record Reply(int status, Map<String, String> headers, byte[] body) {

  static Reply json(JsonNode json) {
    return json(200, json);
  }

  private static Reply json(int status, JsonNode json) {
    return new Reply(
        status,
        Map.of("Content-Type", "application/json; charset=UTF-8"),
        json.toString().getBytes(StandardCharsets.UTF_8));
  }

  static Reply empty(int status, Map<String, String> headers) {
    return new Reply(status, headers, new byte[0]);
  }

  static Reply error(int status, String reason, String message) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ObjectNode error = json.putObject("error").put("code", status).put("message", message);
    error
        .putArray("errors")
        .addObject()
        .put("domain", "global")
        .put("reason", reason)
        .put("message", message);
    return json(status, json);
  }

  /** A refusal, thrown from where it is found. */
  static final class Refusal extends RuntimeException {

    private final transient Reply reply;

    Refusal(int status, String reason, String message) {
      super(message);
      this.reply = error(status, reason, message);
    }

    Reply reply() {
      return reply;
    }
  }
}
