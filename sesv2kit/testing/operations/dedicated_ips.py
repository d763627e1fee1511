"""Dedicated IP addresses and their pools. On AWS the support assigns the addresses; here `Backend.add_dedicated_ip`
does."""

from sesv2kit.testing.operations._checks import check_limit
from sesv2kit.testing.paging import Listing
from sesv2kit.testing.protocol.errors import already_exists, bad_request, not_found
from sesv2kit.testing.protocol.model import Json
from sesv2kit.testing.state import State
from sesv2kit.testing.state.dedicated_ips import DedicatedIp, DedicatedIpPool
from sesv2kit.testing.state.finding import DEFAULT_POOL, POOLS_OF_SES, find_dedicated_ip_pool


def create_dedicated_ip_pool(state: State, request: Json) -> None:
    """Create an empty pool."""
    name, tags = request["PoolName"], request.get("Tags", [])
    if name in state.dedicated_ip_pools or name in POOLS_OF_SES:
        raise already_exists(f"Dedicated IP pool <{name}> already exists.")
    check_limit(state.dedicated_ip_pools, 50, "dedicated IP pools")
    state.dedicated_ip_pools[name] = DedicatedIpPool(name, request.get("ScalingMode", "STANDARD"), tags)


def delete_dedicated_ip_pool(state: State, request: Json) -> None:
    """Delete a pool. Its addresses move to the default pool, or back to SES if SES managed them.

    Configuration sets may still name the pool. AWS has an error for sending through a deleted pool.
    """
    pool = find_dedicated_ip_pool(state, request["PoolName"])
    for address in [each for each in state.dedicated_ips.values() if each.pool_name == pool.name]:
        if pool.scaling_mode == "MANAGED":
            del state.dedicated_ips[address.ip]
        else:
            address.pool_name = DEFAULT_POOL
    del state.dedicated_ip_pools[pool.name]


def get_dedicated_ip(state: State, request: Json) -> Json:
    """The address with its pool and warm-up."""
    return {"DedicatedIp": _show(state, _find(state, request))}


def get_dedicated_ip_pool(state: State, request: Json) -> Json:
    """The pool and who manages it."""
    pool = find_dedicated_ip_pool(state, request["PoolName"])
    return {"DedicatedIpPool": {"PoolName": pool.name, "ScalingMode": pool.scaling_mode}}


def get_dedicated_ips(state: State, request: Json) -> Listing[DedicatedIp]:
    """The addresses, sorted as strings."""
    wanted = request.get("PoolName")
    if wanted is not None and wanted not in POOLS_OF_SES:
        find_dedicated_ip_pool(state, wanted)
    return Listing(
        member="DedicatedIps",
        rows=state.dedicated_ips,
        show=lambda address: _show(state, address),
        keep=lambda address: wanted in (None, address.pool_name),
        default=1000,
        maximum=1000,
    )


def list_dedicated_ip_pools(state: State, request: Json) -> Listing[DedicatedIpPool]:
    """The names, sorted."""
    return Listing(
        member="DedicatedIpPools",
        rows=state.dedicated_ip_pools,
        show=lambda pool: pool.name,
        default=1000,
        maximum=1000,
    )


def put_dedicated_ip_in_pool(state: State, request: Json) -> None:
    """Move an address between pools that SES does not manage."""
    address, name = _find(state, request), request["DestinationPoolName"]
    if name != DEFAULT_POOL and find_dedicated_ip_pool(state, name).scaling_mode == "MANAGED":
        raise bad_request(f"Dedicated IP pool <{name}> is managed by SES, which chooses its addresses itself.")
    _check_not_managed(state, address)
    address.pool_name = name


def put_dedicated_ip_pool_scaling_attributes(state: State, request: Json) -> None:
    """Let SES manage a pool, which cannot be undone."""
    pool = find_dedicated_ip_pool(state, request["PoolName"])
    if pool.scaling_mode == "MANAGED" and request["ScalingMode"] == "STANDARD":
        raise bad_request(f"Dedicated IP pool <{pool.name}> is MANAGED and cannot become STANDARD.")
    pool.scaling_mode = request["ScalingMode"]


def put_dedicated_ip_warmup_attributes(state: State, request: Json) -> None:
    """Set the warm-up percentage of an address. An automatic warm-up continues from there."""
    percentage = request["WarmupPercentage"]
    if not 0 <= percentage <= 100:
        raise bad_request(f"WarmupPercentage must be between 0 and 100, not {percentage}.")
    address = _find(state, request)
    _check_not_managed(state, address)
    address.warmup, address.warmup_at = float(percentage), state.clock.now()


def _find(state: State, request: Json) -> DedicatedIp:
    try:
        return state.dedicated_ips[request["Ip"]]
    except KeyError:
        raise not_found(f"Dedicated IP <{request['Ip']}> does not exist.") from None


def _is_managed(state: State, address: DedicatedIp) -> bool:
    pool = state.dedicated_ip_pools.get(address.pool_name)
    return pool is not None and pool.scaling_mode == "MANAGED"


def _check_not_managed(state: State, address: DedicatedIp) -> None:
    if _is_managed(state, address):
        raise bad_request(f"Dedicated IP <{address.ip}> is in pool <{address.pool_name}>, which SES manages.")


def _show(state: State, address: DedicatedIp) -> Json:
    if _is_managed(state, address):
        status, percentage = "NOT_APPLICABLE", -1
    else:
        address.warm_up(state.clock.now(), state.account.dedicated_ip_auto_warmup)
        percentage = int(address.warmup)
        status = "DONE" if percentage == 100 else "IN_PROGRESS"
    return {
        "Ip": address.ip,
        "WarmupStatus": status,
        "WarmupPercentage": percentage,
        "PoolName": address.pool_name,
    }
