package io.bush.realtime.jakarta;

import io.bush.realtime.ConnectionGate;
import io.bush.realtime.jakarta.internal.SocketThreads;
import io.bush.realtime.jakarta.internal.WriterChoice;

/** What the connections of one entry share. Thread safety: as its parts. */
record Adapter(ConnectionGate gate, BushOptions options, SocketThreads threads, WriterChoice writers) {}
