-- If its time is over it ends.
--
-- reply  time, 1 and the lock when somebody holds it; 0 when it is free

free_if_over()
return finish(held and 1 or 0, held)
