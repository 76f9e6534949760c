package io.twinbeam.transforms.train;

import io.twinbeam.model.training.RunSettings;
import io.twinbeam.transforms.RunName;
import io.twinbeam.transforms.SplitCase;
import io.twinbeam.transforms.TrainedRun;
import io.twinbeam.transforms.artifact.CanonicalJson;
import io.twinbeam.transforms.train.TrainSegmenter.RunPlan;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Proxy;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.sdk.coders.CannotProvideCoderException;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.state.State;
import org.apache.beam.sdk.state.StateBinder;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.DoFn.MultiOutputReceiver;
import org.apache.beam.sdk.transforms.reflect.DoFnInvoker;
import org.apache.beam.sdk.transforms.reflect.DoFnInvokers;
import org.apache.beam.sdk.transforms.reflect.DoFnSignature;
import org.apache.beam.sdk.transforms.reflect.DoFnSignature.StateDeclaration;
import org.apache.beam.sdk.transforms.reflect.DoFnSignatures;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TypeDescriptor;

/**
 * One key of {@link TrainFn} as a runner calls it, with every state cell that it declares kept as
 * the bytes that its coder makes, which can be counted.
 */
final class StatefulRun implements AutoCloseable {

  private final RunName run;
  private final TrainFn fn;
  private final DoFnInvoker<KV<String, SplitCase>, TrainedRun> invoker;
  private final DoFnSignature signature;
  private final Map<String, List<byte[]>> cells = new LinkedHashMap<>();
  private final Map<String, State> states = new LinkedHashMap<>();

  StatefulRun(String workspace, RunName run, RunSettings settings) {
    this.run = run;
    String plan =
        CanonicalJson.write(new RunPlan(run, settings, InitialArtifacts.NONE, Optional.empty()));
    this.fn = new TrainFn(workspace, Map.of(run.runId(), plan), 0, CacheBudget.STANDARD, null);
    this.invoker = DoFnInvokers.invokerFor(fn);
    this.signature = DoFnSignatures.getSignature(TrainFn.class);
    signature.stateDeclarations().forEach((id, cell) -> states.put(id, bind(id, cell)));
    invoker.invokeSetup(new Arguments(null));
  }

  private State bind(String id, StateDeclaration cell) {
    StateSpec<?> spec = DoFnSignatures.getStateSpecOrThrow(cell, fn);
    // As a pipeline does for cells that name no coder.
    Type held = ((ParameterizedType) cell.stateType().getType()).getActualTypeArguments()[0];
    try {
      spec.offerCoders(
          new Coder<?>[] {CoderRegistry.createDefault().getCoder(TypeDescriptor.of(held))});
    } catch (CannotProvideCoderException e) {
      throw new IllegalStateException(e);
    }
    List<byte[]> bytes = new ArrayList<>();
    cells.put(id, bytes);
    return spec.bind(id, binder(bytes));
  }

  /** Binds value and bag cells, which are all that there are. */
  private static StateBinder binder(List<byte[]> bytes) {
    return (StateBinder)
        Proxy.newProxyInstance(
            StatefulRun.class.getClassLoader(),
            new Class<?>[] {StateBinder.class},
            (proxy, method, arguments) ->
                cell(method.getReturnType(), (Coder<?>) arguments[2], bytes));
  }

  private static <T> Object cell(Class<?> kind, Coder<T> coder, List<byte[]> bytes) {
    return Proxy.newProxyInstance(
        StatefulRun.class.getClassLoader(),
        new Class<?>[] {kind},
        (proxy, method, arguments) -> {
          @SuppressWarnings("unchecked") // What is put into a cell is what its coder is for.
          T value = arguments == null ? null : (T) arguments[0];
          switch (method.getName()) {
            case "clear" -> bytes.clear();
            case "add" -> bytes.add(encoded(coder, value));
            case "write" -> {
              bytes.clear();
              bytes.add(encoded(coder, value));
            }
            case "read" -> {
              List<T> values = decoded(coder, bytes);
              boolean bag = Iterable.class.isAssignableFrom(method.getReturnType());
              return bag ? values : values.isEmpty() ? null : values.get(0);
            }
            case "readLater" -> {
              return proxy;
            }
            default -> throw new UnsupportedOperationException(method.toString());
          }
          return null;
        });
  }

  private static <T> byte[] encoded(Coder<T> coder, T value) throws IOException {
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    coder.encode(value, stream);
    return stream.toByteArray();
  }

  private static <T> List<T> decoded(Coder<T> coder, List<byte[]> bytes) {
    List<T> values = new ArrayList<>();
    for (byte[] one : bytes) {
      try {
        values.add(coder.decode(new ByteArrayInputStream(one)));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return values;
  }

  /** Bytes in all cells. */
  long stateBytes() {
    return cells.values().stream().flatMap(List::stream).mapToLong(bytes -> bytes.length).sum();
  }

  void add(SplitCase split) {
    invoker.invokeProcessElement(new Arguments(KV.of(run.runId(), split)));
  }

  /** The timer fires once. */
  void fire() {
    String timer = signature.timerDeclarations().keySet().iterator().next();
    invoker.invokeOnTimer(timer, "", new Arguments(null));
  }

  @Override
  public void close() {
    invoker.invokeTeardown();
  }

  private final class Arguments
      extends DoFnInvoker.BaseArgumentProvider<KV<String, SplitCase>, TrainedRun> {

    private final KV<String, SplitCase> element;

    Arguments(KV<String, SplitCase> element) {
      this.element = element;
    }

    @Override
    public KV<String, SplitCase> element(DoFn<KV<String, SplitCase>, TrainedRun> doFn) {
      return element;
    }

    @Override
    public Object key() {
      return run.runId();
    }

    @Override
    public BoundedWindow window() {
      return GlobalWindow.INSTANCE;
    }

    @Override
    public State state(String stateId, boolean alwaysFetched) {
      return states.get(stateId);
    }

    @Override
    public Timer timer(String timerId) {
      return ignoring(Timer.class);
    }

    @Override
    public MultiOutputReceiver taggedOutputReceiver(DoFn<KV<String, SplitCase>, TrainedRun> doFn) {
      return ignoring(MultiOutputReceiver.class);
    }

    @Override
    public String getErrorContext() {
      return StatefulRun.class.getSimpleName();
    }
  }

  /** Does nothing, and gives what does nothing where something is expected. */
  private static <T> T ignoring(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            StatefulRun.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) ->
                method.getReturnType().isInterface() ? ignoring(method.getReturnType()) : null));
  }
}
