package io.twinbeam.transforms.gcs;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.google.common.util.concurrent.Uninterruptibles;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.twinbeam.transforms.storage.GcsClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Google Cloud Storage in memory, behind its JSON API: buckets, listing in pages, ranges,
 * preconditions, uploads of every kind, copies, compositions, batches; and whatever goes wrong with
 * them when a test asks for it.
 */
public final class FakeStorage implements AutoCloseable {

  /** The bucket that is there from the beginning. */
  public static final String BUCKET = "hospital";

  private static final int PAGE = 3;
  private static final int PIECE_BYTES = 1 << 16;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Buckets buckets = new Buckets();
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Rule> rules = new CopyOnWriteArrayList<>();
  private final List<String> log = new CopyOnWriteArrayList<>();
  private final ObjectCalls objects;
  private final Uploads uploads;

  private static final class Rule {
    private final Predicate<String> lines;
    private final Fault fault;
    private final int times;
    private int taken;

    Rule(int times, Predicate<String> lines, Fault fault) {
      this.times = times;
      this.lines = lines;
      this.fault = fault;
    }

    synchronized boolean takes(String line) {
      return taken < times && lines.test(line) && taken++ < times;
    }

    synchronized int taken() {
      return taken;
    }
  }

  private FakeStorage() throws IOException {
    System.setProperty("sun.net.httpserver.nodelay", "true"); // Else each answer waits 40 ms.
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    objects = new ObjectCalls(buckets, endpoint(), PAGE);
    uploads = new Uploads(buckets, endpoint());
    buckets.create(BUCKET);
  }

  /** A server with one empty bucket. */
  public static FakeStorage start() throws IOException {
    FakeStorage storage = new FakeStorage();
    storage.server.start();
    return storage;
  }

  /**
   * The same, which everything in this process takes for Google Cloud Storage until it is closed.
   */
  public static FakeStorage startForProcess() throws IOException {
    FakeStorage storage = start();
    System.setProperty(GcsClient.EMULATOR_PROPERTY, storage.endpoint());
    return storage;
  }

  /** {@code http://localhost:PORT}. */
  public String endpoint() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  /**
   * The next {@code times} requests whose line, such as {@code "GET /storage/v1/b/hospital/o/name
   * {alt=media}"}, is one of {@code lines} go wrong.
   *
   * @return how many have gone wrong by now
   */
  public IntSupplier fail(int times, Predicate<String> lines, Fault fault) {
    Rule rule = new Rule(times, lines, fault);
    rules.add(rule);
    return rule::taken;
  }

  /** Sets the clock of the service so much ahead of this machine's; behind it where negative. */
  public void setClockAhead(Duration by) {
    buckets.setClockAhead(by);
  }

  /** The lines of all requests so far. */
  public List<String> requests() {
    return List.copyOf(log);
  }

  /** Waits until there were {@code times} requests with such a line, the last maybe unanswered. */
  public void await(long times, Predicate<String> lines) throws InterruptedException {
    Instant end = Instant.now().plus(PATIENCE);
    synchronized (log) {
      while (count(lines) < times) {
        long left = Duration.between(Instant.now(), end).toMillis();
        if (left <= 0) {
          throw new AssertionError("only " + count(lines) + " of " + times + " requests came");
        }
        log.wait(left);
      }
    }
  }

  private void note(Request request) {
    synchronized (log) {
      log.add(request.line());
      log.notifyAll();
    }
  }

  /** How many requests there were with such a line. */
  public long count(Predicate<String> lines) {
    return log.stream().filter(lines).count();
  }

  /** The names of all objects, sorted. */
  public List<String> names() {
    return buckets.names(BUCKET);
  }

  /** The bytes of an object. */
  public byte[] content(String name) {
    return buckets.get(BUCKET, name, Optional.empty(), Buckets.Condition.NONE).content().clone();
  }

  /** Stores all files of a folder, by their paths below it, under {@code name}. */
  public void putAll(Path folder, String name) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        put(name + "/" + folder.relativize(file), Files.readAllBytes(file));
      }
    }
  }

  /** Stores an object. */
  public void put(String name, byte[] content) {
    buckets.put(
        BUCKET, name, content, JsonNodeFactory.instance.objectNode(), Buckets.Condition.NONE);
  }

  /** Deletes an object. */
  public void delete(String name) {
    buckets.delete(BUCKET, name, Optional.empty(), Buckets.Condition.NONE);
  }

  /** Flips a bit of an object where it lies. */
  public void damage(String name) {
    StoredObject stored = buckets.get(BUCKET, name, Optional.empty(), Buckets.Condition.NONE);
    byte[] content = stored.content().clone();
    content[content.length / 2] ^= 1;
    buckets.replace(
        new StoredObject(
            BUCKET, name, stored.generation(), content, stored.given(), stored.created()));
  }

  /** Lets an object have been stored that much earlier. */
  public void age(String name, Duration by) {
    StoredObject stored = buckets.get(BUCKET, name, Optional.empty(), Buckets.Condition.NONE);
    Instant created = stored.created().minus(by);
    buckets.replace(
        new StoredObject(
            BUCKET, name, stored.generation(), stored.content(), stored.given(), created));
  }

  @Override
  public void close() {
    System.getProperties().remove(GcsClient.EMULATOR_PROPERTY, endpoint());
    server.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      Map<String, String> headers = new LinkedHashMap<>();
      exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.get(0)));
      String target = exchange.getRequestURI().toString();
      Request request = Request.of(exchange.getRequestMethod(), target, headers, body);
      note(request);
      Fault fault = fault(request.line());
      if (fault.course() == Fault.Course.LOST) {
        return;
      }
      Request arrived =
          new Request(
              request.method(),
              request.path(),
              request.query(),
              request.headers(),
              fault.arriving(request.body()));
      Reply reply = fault.instead().orElseGet(() -> answer(arrived));
      if (fault.course() == Fault.Course.ANSWERED) {
        send(exchange, reply, fault);
      }
    }
  }

  private Fault fault(String line) {
    return rules.stream()
        .filter(rule -> rule.takes(line))
        .map(rule -> rule.fault)
        .findFirst()
        .orElse(new Fault() {});
  }

  private static void send(HttpExchange exchange, Reply reply, Fault fault) throws IOException {
    reply.headers().forEach(exchange.getResponseHeaders()::set);
    byte[] body = reply.body().length == 0 ? reply.body() : fault.answered(reply.body());
    exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
    if (body.length == 0) {
      return;
    }
    OutputStream stream = exchange.getResponseBody();
    int end = (int) Math.min(body.length, fault.breaksAfter());
    for (int from = 0; from < end; from += PIECE_BYTES) {
      Uninterruptibles.sleepUninterruptibly(Duration.ofMillis(fault.delayMillis()));
      stream.write(body, from, Math.min(PIECE_BYTES, end - from));
    }
    stream.flush();
  }

  private Reply answer(Request request) {
    try {
      List<String> path = request.segments();
      if (path.get(0).equals("batch")) {
        return batch(request);
      }
      int objectsAt = path.indexOf("b") + 1;
      List<String> rest = path.subList(objectsAt, path.size());
      return path.get(0).equals("upload")
          ? uploads.call(request, rest.get(0))
          : objects.call(request, rest);
    } catch (Reply.Refusal e) {
      return e.reply();
    } catch (RuntimeException e) {
      return Reply.error(500, "fake", request.line() + ": " + e);
    }
  }

  /** Several requests in one, each a part that holds a request as it would stand on the wire. */
  private Reply batch(Request request) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    String boundary = "batch_fake";
    for (Multipart.Part part : Multipart.parse(request.header("content-type"), request.body())) {
      String text = new String(part.body(), StandardCharsets.ISO_8859_1);
      int end = text.indexOf("\r\n");
      List<String> line = List.of(text.substring(0, end).split(" ", -1));
      Multipart.Part inner = Multipart.part(text.substring(end + 2));
      String target = line.get(1).replaceFirst("^https?://[^/]+", "");
      Request asked = Request.of(line.get(0), target, inner.headers(), inner.body());
      note(asked);
      Reply reply = answer(asked);
      String id = part.headers().getOrDefault("content-id", "<>").replaceFirst("<", "<response-");
      List<String> head = new ArrayList<>();
      head.add("--" + boundary);
      head.add("Content-Type: application/http");
      head.add("Content-ID: " + id);
      head.add("");
      head.add("HTTP/1.1 " + reply.status() + " Answer");
      reply.headers().forEach((name, value) -> head.add(name + ": " + value));
      head.add("Content-Length: " + reply.body().length);
      head.add("");
      head.add("");
      body.writeBytes(String.join("\r\n", head).getBytes(StandardCharsets.UTF_8));
      body.writeBytes(reply.body());
      body.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
    }
    body.writeBytes(("--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8));
    return new Reply(
        200, Map.of("Content-Type", "multipart/mixed; boundary=" + boundary), body.toByteArray());
  }
}
