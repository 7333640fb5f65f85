package io.bush.realtime.benchmarks.loopback;

/** What is published to. */
interface Sink extends AutoCloseable {

    /** Sends an event to everybody in a channel. */
    void publish(int channel, Comment data);

    /** Where clients connect; a client puts its channel and its own number into it. */
    String path();

    /** How many texts a client gets before the first event; it subscribes after the first of two. */
    int greetings();

    /** How sockets are written to. */
    String writer();

    @Override
    void close();
}
