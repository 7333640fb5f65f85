/** Locks on what several people may edit: leases with fencing tokens. */
package io.bush.realtime.lock;
