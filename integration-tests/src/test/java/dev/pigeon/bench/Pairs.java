package dev.pigeon.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Runs of two things in turns, so that a machine that is busy for a while slows both. */
final class Pairs {
  /** One run of something. */
  interface Run {
    Timing take() throws Exception;
  }

  private final List<Timing> first;
  private final List<Timing> second;

  private Pairs(List<Timing> first, List<Timing> second) {
    this.first = first;
    this.second = second;
  }

  /** One run of each that does not count, then {@code count} of each that do. */
  static Pairs take(int count, Run first, Run second) throws Exception {
    first.take();
    second.take();
    List<Timing> ones = new ArrayList<>();
    List<Timing> others = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ones.add(first.take());
      others.add(second.take());
    }
    return new Pairs(ones, others);
  }

  int count() {
    return first.size();
  }

  double first(ToDoubleFunction<Timing> figure) {
    return Sample.of(first, figure).median();
  }

  double second(ToDoubleFunction<Timing> figure) {
    return Sample.of(second, figure).median();
  }

  /** The first's median over the second's. */
  double ratio(ToDoubleFunction<Timing> figure) {
    return first(figure) / second(figure);
  }
}
