package dev.pigeon.bench;

import java.util.Arrays;
import java.util.Collection;
import java.util.function.ToDoubleFunction;

/** Readings of one figure. */
final class Sample {
  private final double[] sorted;

  Sample(double... readings) {
    sorted = readings.clone();
    Arrays.sort(sorted);
  }

  static <T> Sample of(Collection<T> things, ToDoubleFunction<T> figure) {
    return new Sample(things.stream().mapToDouble(figure).toArray());
  }

  double median() {
    return sorted[sorted.length / 2];
  }

  /** What 99 of 100 readings do not exceed. */
  double p99() {
    return sorted[(int) Math.ceil(sorted.length * 0.99) - 1];
  }

  int size() {
    return sorted.length;
  }
}
