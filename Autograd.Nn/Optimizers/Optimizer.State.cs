using System.Globalization;
using Autograd.Core;

namespace Autograd.Nn;

public abstract partial class Optimizer
{
    /// <summary>
    /// Copies of what the optimizer remembers of each parameter, by the parameter's name in files and what it is: the steps taken as
    /// <c>0.weight.step</c>, an Int64 number, and the rule's state as <c>0.weight.mean</c> and the like. Settings are not among it: they
    /// are the constructor's, or a schedule's; nor is <see cref="SkippedSteps"/>, which no step depends on.
    /// </summary>
    /// <remarks>
    /// Names begin at the outermost module. Where the parameters are of several models these are numbered in front, and parameters of no
    /// module have a number for a name.
    /// </remarks>
    public IReadOnlyDictionary<string, Tensor> StateDict()
    {
        Dictionary<string, Tensor> state = [];
        Dictionary<Parameter, string> names = Names();
        foreach (GroupState group in States())
        {
            group.SaveTo(state, names);
        }

        return state;
    }

    /// <summary>
    /// Copies in what <see cref="StateDict"/> gave, of this optimizer or of one with the same settings over a model of the same form:
    /// training goes on to the bit as if it had never stopped, and <see cref="SkippedSteps"/> counts from 0. All of it is checked first:
    /// what does not fit changes nothing.
    /// </summary>
    /// <param name="state">
    /// The state: the steps of every parameter, what the rule keeps of those of which it has kept something, and nothing else. What an
    /// optimizer of your own keeps is taken by the names in the state, for nothing is computed here.
    /// </param>
    /// <exception cref="ArgumentException">Something does not fit; the message names everything that does not.</exception>
    public void LoadState(IReadOnlyDictionary<string, Tensor> state) => StateReader.Load(state, GetType().Name, Read);

    /// <summary>Reads a state.</summary>
    internal void Read(StateReader reader)
    {
        Dictionary<Parameter, string> names = Names();
        IReadOnlyList<string> rule = StateNames ?? NamesIn(reader.Names, names);
        foreach (GroupState group in States())
        {
            group.Read(reader, names, rule, OptionalStateNames);
        }

        reader.Then(() => SkippedSteps = 0);
    }

    /// <summary>Forgets all that it remembers: steps, those skipped too, momentum and the like. Settings stay.</summary>
    public void Reset()
    {
        foreach (GroupState group in States())
        {
            group.Reset();
        }

        SkippedSteps = 0;
    }

    // What the rule keeps, all of it or nothing of a parameter; null where only the rule knows, and a state is taken at its word.
    private protected virtual IReadOnlyList<string>? StateNames => null;

    // What it keeps besides with some settings.
    private protected virtual IReadOnlyList<string> OptionalStateNames => [];

    private static List<string> NamesIn(IEnumerable<string> state, Dictionary<Parameter, string> names)
    {
        HashSet<string> parameters = [.. names.Values];
        List<string> kept = [];
        foreach (string key in state)
        {
            int end = key.LastIndexOf('.');
            if (end > 0 && key[(end + 1)..] is var name && name != "step" && !kept.Contains(name) && parameters.Contains(key[..end]))
            {
                kept.Add(name);
            }
        }

        return kept;
    }

    private Dictionary<Parameter, string> Names()
    {
        List<Module> models = [];
        foreach (ParameterGroup group in _groups)
        {
            foreach (Parameter parameter in group.Parameters)
            {
                if (parameter.Root is { } model && !models.Contains(model))
                {
                    models.Add(model);
                }
            }
        }

        Dictionary<Parameter, string> names = [];
        for (int i = 0; i < models.Count; i++)
        {
            string prefix = models.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $"{i}.") : "";
            foreach (NamedPart named in models[i].NamedParts())
            {
                if (named.Part is Parameter parameter)
                {
                    names.TryAdd(parameter, prefix + named.FileName);
                }
            }
        }

        int others = 0;
        foreach (ParameterGroup group in _groups)
        {
            foreach (Parameter parameter in group.Parameters)
            {
                if (!names.ContainsKey(parameter))
                {
                    names.Add(parameter, string.Create(CultureInfo.InvariantCulture, $"{others++}"));
                }
            }
        }

        return names;
    }
}
