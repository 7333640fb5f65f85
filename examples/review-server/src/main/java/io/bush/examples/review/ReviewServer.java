package io.bush.examples.review;

/** Holds the jar's main class until the example is written. */
public final class ReviewServer {
    private ReviewServer() {}

    public static void main(String[] args) {
        System.err.println("review-server is not written yet");
        System.exit(1);
    }
}
