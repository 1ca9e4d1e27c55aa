using System.Collections.Concurrent;
using System.Collections.Frozen;
using Upshot.Answers;
using Upshot.Observe.State;

namespace Upshot.Server.Access;

/// <summary>The keys that open this server: those it made, and the one that its environment gives.</summary>
internal sealed class KeyRing
{
    private static readonly KeyHolder s_environment = new("", $"the key of {TokenSetting.Variable}", Right.Operate);
    private readonly OperationalRecords _state;
    private readonly string? _tokenHash;
    private readonly bool _needsKey;
    private readonly bool _isOwn;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, DateTimeOffset> _lastUsed = new();
    private volatile FrozenDictionary<string, KeyHolder> _byHash = FrozenDictionary<string, KeyHolder>.Empty;

    /// <param name="token">The environment's key; null: none.</param>
    /// <param name="isOwn">The server is a command's own, and so is the token: it ends with the command.</param>
    /// <param name="needsKey">Others than this machine can reach the server: without any key nothing is opened.</param>
    public KeyRing(OperationalRecords state, string? token, bool needsKey, bool isOwn, TimeProvider time)
    {
        (_state, _tokenHash, _needsKey, _isOwn, _time) = (state, token is null ? null : KeyText.Hash(token), needsKey, isOwn, time);
        Load();
    }

    /// <summary>No key was made and none is needed: this machine is trusted.</summary>
    public bool IsOpen => !HasKey && !_needsKey;

    public bool HasKey => _byHash.Count > 0;

    /// <summary>Null: there is no such key, or it was revoked.</summary>
    public KeyHolder? Find(string shown)
    {
        // What is looked up is the hash: how long that takes says nothing about the key.
        if (!_byHash.TryGetValue(KeyText.Hash(shown), out var holder))
        {
            return null;
        }

        _lastUsed[holder.Id] = _time.GetUtcNow();
        return holder;
    }

    public IReadOnlyList<KeyListed> List() => [.. _state.Keys().Select(k => new KeyListed(
        k.Id, k.Name, k.May.ToString().ToLowerInvariant(), k.CreatedAt, k.RevokedAt, _lastUsed.TryGetValue(k.Id, out var used) ? used : null))];

    /// <exception cref="QuestionException">It cannot be made as it was asked for.</exception>
    public KeyMade Make(string name, string may, Func<string, AuditEntry> audit)
    {
        if (!Enum.TryParse<Right>(may, ignoreCase: true, out var right) || !Enum.IsDefined(right) || may.Any(char.IsDigit))
        {
            throw new UnusableException($"A key may send, read or operate; not \"{may}\".");
        }

        if (string.IsNullOrWhiteSpace(name) || name.Length > 100 || name.Any(char.IsControl))
        {
            throw new UnusableException("A key needs a name that says who holds it: at most 100 characters on one line.");
        }

        return _state.InTurn(() =>
        {
            if (right != Right.Operate && !HasLastingToken && _state.Keys().All(k => k.RevokedAt is not null))
            {
                throw new UnusableException("The first key must be one that may operate: from then on nothing is opened without a key, and keys are made with such a key. Make it with: upshot key new --may operate");
            }

            var (id, text) = KeyText.New(right);
            var key = new AccessKey(id, name.Trim(), right, KeyText.Hash(text), _time.GetUtcNow(), null);
            _state.Add(key, audit($"{key.Name} ({id}), may {may.ToLowerInvariant()}"));
            Load();
            return new KeyMade(id, key.Name, may.ToLowerInvariant(), text);
        });
    }

    /// <exception cref="QuestionException">There is no such key, or it must stay.</exception>
    public KeyListed Revoke(string id, Func<string, AuditEntry> audit) => _state.InTurn(() =>
    {
        var keys = _state.Keys();
        var key = keys.FirstOrDefault(k => k.Id == id) ?? throw new QuestionException($"There is no key {id}. upshot key list shows them.");
        if (key.RevokedAt is not null)
        {
            throw new UnusableException($"The key {id} was revoked already.");
        }

        var others = keys.Where(k => k.RevokedAt is null && k.Id != id).ToList();
        if (!HasLastingToken && !others.Exists(k => k.May == Right.Operate) && (others.Count > 0 || _needsKey))
        {
            throw new UnusableException($"The key {id} is the last one that may operate: without it no other could be made or revoked. Make another first: upshot key new --may operate");
        }

        _state.RevokeKey(id, audit($"{key.Name} ({id})"));
        Load();
        return List().First(k => k.Id == id);
    });

    private bool HasLastingToken => _tokenHash is not null && !_isOwn;

    // In turn: what is found open is never older than what was changed last.
    private void Load() => _byHash = _state.InTurn(Read);

    private FrozenDictionary<string, KeyHolder> Read()
    {
        var holders = _state.Keys().Where(k => k.RevokedAt is null).Select(k => KeyValuePair.Create(k.Hash, new KeyHolder(k.Id, k.Name, k.May)));
        return (_tokenHash is null ? holders : holders.Append(KeyValuePair.Create(_tokenHash, s_environment))).DistinctBy(h => h.Key).ToFrozenDictionary();
    }
}

/// <summary>A key without what would let somebody use it.</summary>
/// <param name="LastUsedAt">Since the server started; null: not yet.</param>
internal sealed record KeyListed(string Id, string Name, string May, DateTimeOffset CreatedAt, DateTimeOffset? RevokedAt, DateTimeOffset? LastUsedAt);

/// <param name="Key">Shown this once; only its hash is kept.</param>
internal sealed record KeyMade(string Id, string Name, string May, string Key);
