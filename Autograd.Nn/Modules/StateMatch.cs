using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// What of a source goes where in a module: found without reading any values but those of a shared part that stands there under several
/// names, so that all that is wrong can be told before anything has changed.
/// </summary>
internal sealed class StateMatch
{
    private readonly StateSource _source;
    private readonly List<string> _misfits = [];
    private readonly HashSet<string> _known = [];
    private readonly Dictionary<ModulePart, string?> _missing = [];
    private readonly List<(ModulePart Part, string Name)> _found = [];
    private readonly Dictionary<ModulePart, string> _nameOf = [];

    public StateMatch(IEnumerable<NamedPart> places, StateSource source)
    {
        _source = source;
        foreach (NamedPart named in places)
        {
            if (named.Part is not Module)
            {
                _known.Add(named.FileName);
                Find(named.FileName, named.Part);
            }
        }
    }

    /// <summary>What the module has and the source lacks, that is needed to make it whole.</summary>
    public List<string> Missing
    {
        get
        {
            List<string> missing = [];
            foreach ((ModulePart part, string? name) in _missing)
            {
                if (name is not null && part is not RandomStream && !part.IsOptional)
                {
                    missing.Add(name);
                }
            }

            return missing;
        }
    }

    /// <summary>What the source has and the module has not.</summary>
    public List<string> Unexpected => [.. _source.Names.Where(name => !_known.Contains(name))];

    /// <summary>All that is wrong, a sentence each.</summary>
    /// <param name="strict">Whether what is missing or unexpected is wrong; where nothing at all has a place in the module it is.</param>
    public List<string> Errors(bool strict) => !strict && _found.Count + _misfits.Count > 0 ? _misfits :
    [
        .. _misfits, .. Missing.Select(name => $"'{name}' is missing"), .. Unexpected.Select(name => $"'{name}' is no part of the module"),
    ];

    /// <summary>Reads all there is for the module, and then gives it to its parts: an error has changed nothing.</summary>
    public void Load()
    {
        Tensor[] values = [.. _found.Select(found => _source.Read(found.Name, found.Part))];
        for (int i = 0; i < values.Length; i++)
        {
            _source.Load(_found[i].Part, values[i]);
        }

        HashSet<Module?> owners = [.. _found.Select(found => found.Part.Owner)];

        // What a file lacks that may be lacking is as at first, if there is anything of its module.
        foreach ((ModulePart part, string? missing) in _missing)
        {
            if (missing is not null && part.IsOptional && owners.Contains(part.Owner))
            {
                part.DrawAnew();
            }
        }
    }

    private void Find(string name, ModulePart part)
    {
        if (!_source.Has(name))
        {
            _missing.TryAdd(part, name);
            return;
        }

        if ((_source.Mismatch(name, part) ?? part.Unwritable()) is { } mismatch)
        {
            _misfits.Add($"'{name}' {mismatch}");
        }
        else if (_nameOf.TryAdd(part, name))
        {
            _found.Add((part, name));
        }
        else if (!_source.Read(name, part).Bytes.SequenceEqual(_source.Read(_nameOf[part], part).Bytes))
        {
            _misfits.Add($"'{name}' is another name of '{part.Path}', which stands under the first one with other values");
        }

        _missing[part] = null;
    }
}
