package io.twinbeam.templates.flink;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What runs leave that is equal wherever they run. */
final class ResultDigests {

  /** What a run measures, draws from that, or notes while it is at work. */
  private static final Pattern MEASURED =
      Pattern.compile("(.*/)?(run\\.json|job\\.json|report\\.html|\\.[^/]*|(live|tensorboard)/.*)");

  /** In a bucket, the files of an artifact lie in a folder of the attempt that made them. */
  private static final Pattern ATTEMPT =
      Pattern.compile("/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/");

  private static final String ARTIFACT = "/artifact.json";
  private static final ObjectMapper JSON = new ObjectMapper();

  private ResultDigests() {}

  /** The digest of each result below {@code folder}, by its path. */
  static Map<String, String> of(Path folder) throws IOException {
    Map<String, String> digests = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = folder.relativize(file).toString();
        if (!MEASURED.matcher(name).matches()) {
          digests.put(ATTEMPT.matcher(name).replaceFirst("/"), digest(file));
        }
      }
    }
    return digests;
  }

  /** Of an artifact's description, that of what made it and of what it holds. */
  private static String digest(Path file) throws IOException {
    if (!file.toString().endsWith(ARTIFACT)) {
      return MoreFiles.asByteSource(file).hash(Hashing.sha256()).toString();
    }
    JsonNode described = JSON.readTree(file.toFile());
    String same = described.required("key") + "\n" + described.required("files");
    return Hashing.sha256().hashString(same, StandardCharsets.UTF_8).toString();
  }
}
