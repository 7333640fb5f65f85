/** Real Jetty over loopback: a server in one process, a cheap client in another, a plain loop beside ours. */
@NullMarked
package io.bush.realtime.benchmarks.loopback;

import org.jspecify.annotations.NullMarked;
