using System.Net;
using System.Net.Sockets;

namespace Upshot.Server.Access;

/// <summary>
/// Wrong keys by the address they come from. After some of them within a minute an address is not listened to until the minute is over, save
/// for keys that it has shown before: who guesses learns nothing, and who holds a key there goes on.
/// </summary>
internal sealed class WrongKeys(TimeProvider time)
{
    /// <summary>Of one address in a minute.</summary>
    public const int Most = 10;

    // Whoever has more addresses than this shares one tally with the rest.
    private const int MostAddresses = 4096, MostKeys = 64;
    private static readonly TimeSpan s_window = TimeSpan.FromMinutes(1);
    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, Tally> _tallies = [];

    /// <summary>Since the server started.</summary>
    public long Total { get; private set; }

    public TimeSpan Window => s_window;

    /// <returns>How many came from there within the minute.</returns>
    public int Count(IPAddress? address)
    {
        lock (_gate)
        {
            Total++;
            return ++TallyOf(address).Wrong;
        }
    }

    /// <summary>Whether a right key is believed now; it is remembered then.</summary>
    public bool Believes(IPAddress? address, string keyId)
    {
        lock (_gate)
        {
            var tally = TallyOf(address);
            if (tally.Wrong >= Most && !tally.Known.Contains(keyId))
            {
                return false;
            }

            if (tally.Known.Count < MostKeys)
            {
                tally.Known.Add(keyId);
            }

            return true;
        }
    }

    private Tally TallyOf(IPAddress? address)
    {
        var now = time.GetUtcNow();
        var key = Prefix(address);
        if (!_tallies.TryGetValue(key, out var tally))
        {
            if (_tallies.Count >= MostAddresses)
            {
                foreach (var old in _tallies.Where(t => now - t.Value.Since >= s_window).Select(t => t.Key).ToList())
                {
                    _tallies.Remove(old);
                }
            }

            key = _tallies.Count >= MostAddresses ? IPAddress.None : key;
            if (!_tallies.TryGetValue(key, out tally))
            {
                _tallies[key] = tally = new() { Since = now };
            }
        }

        if (now - tally.Since >= s_window)
        {
            (tally.Since, tally.Wrong) = (now, 0);
        }

        return tally;
    }

    // Who has one IPv6 address has all of its network's 2^64.
    private static IPAddress Prefix(IPAddress? address)
    {
        if (address is null)
        {
            return IPAddress.None;
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address;
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new(bytes);
    }

    private sealed class Tally
    {
        public DateTimeOffset Since { get; set; }

        public int Wrong { get; set; }

        public HashSet<string> Known { get; } = [];
    }
}
