package io.bush.realtime.benchmarks.redis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A figure that was measured several times. For one thread. */
final class Figures {

    private final List<Double> all = new ArrayList<>();

    void add(double figure) {
        all.add(figure);
    }

    double median() {
        double[] sorted = sorted();
        return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
    }

    double least() {
        double[] sorted = sorted();
        return sorted.length == 0 ? 0 : sorted[0];
    }

    double most() {
        double[] sorted = sorted();
        return sorted.length == 0 ? 0 : sorted[sorted.length - 1];
    }

    /** The median of the ratios within each round: neighbours in time have the same neighbours on the machine. */
    double ratioTo(Figures other) {
        Figures ratios = new Figures();
        for (int i = 0; i < Math.min(all.size(), other.all.size()); i++) {
            ratios.add(all.get(i) / other.all.get(i));
        }
        return ratios.median();
    }

    private double[] sorted() {
        double[] sorted = all.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return sorted;
    }
}
