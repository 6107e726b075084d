# What Redis' test suite needs of a server beyond what it tests. It empties its database by commands that are refused here, so that
# no client deletes a tenant by accident: each key is deleted instead. There are no functions.

proc ::redis::empty {id fd} {
    lassign $::redis::addr($id) host port
    set own [redis $host $port 0 $::redis::tls($id)]
    set cursor 0
    while 1 {
        lassign [$own scan $cursor count 1000] cursor keys
        if {[llength $keys] > 0} {
            $own unlink {*}$keys
        }
        if {$cursor == 0} break
    }
    $own close
    ::redis::__dispatch__raw__ $id echo OK
}

proc ::redis::__method__flushall {id fd args} {
    ::redis::empty $id $fd
}

proc ::redis::__method__flushdb {id fd args} {
    ::redis::empty $id $fd
}

proc ::redis::__method__function {id fd args} {
    ::redis::__dispatch__raw__ $id echo OK
}
