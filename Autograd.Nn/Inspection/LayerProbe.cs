using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// Looks at the layers of a model during a training step: what they compute, which units are dead, what gradient reaches them, and how
/// much an optimizer changes them. Open it before the step, on the thread that computes, and read it afterwards. Nothing that is computed
/// changes by it.
/// </summary>
/// <example><code>
/// using var probe = new LayerProbe(model);
/// // ... a step
/// Console.WriteLine(probe);
/// </code></example>
public sealed class LayerProbe : IDisposable
{
    private readonly List<(string Path, Module Module)> _modules = [];
    private readonly Dictionary<Module, Seen> _seen = [];
    private readonly Dictionary<Parameter, Tensor> _before = [];
    private readonly Watcher _watcher;

    /// <summary>A probe of a model and of all that is inside it.</summary>
    /// <param name="model">The model.</param>
    public LayerProbe(Module model)
    {
        ArgumentNullException.ThrowIfNull(model);
        _modules.Add(("", model));
        foreach (NamedPart named in model.NamedParts())
        {
            if (named.Part is Module module)
            {
                _modules.Add((named.Name, module));
            }
            else if (named.Part is Parameter parameter)
            {
                _before.Add(parameter, parameter.Value.Copied());
            }
        }

        foreach ((_, Module module) in _modules)
        {
            _seen.Add(module, new());
        }

        _watcher = new(this);
    }

    /// <summary>A row for each module, the outermost first, in the order of declaration.</summary>
    public IReadOnlyList<LayerStatistics> Layers => [.. _modules.Select(of => Row(of.Path, of.Module))];

    /// <summary>What was seen of a module.</summary>
    /// <param name="module">The model or a module inside it.</param>
    /// <exception cref="ArgumentException">The module is no part of the model.</exception>
    public LayerStatistics this[Module module] => _modules.Find(of => of.Module == module) is { Module: not null } found
        ? Row(found.Path, found.Module)
        : throw new ArgumentException($"LayerProbe: {module?.GetType().Name} is no part of the model that is looked at.", nameof(module));

    /// <summary>Ends the looking; what was seen remains.</summary>
    public void Dispose()
    {
        _watcher.Dispose();
        foreach (Seen seen in _seen.Values)
        {
            seen.Forget();
        }
    }

    /// <summary>A table of the layers that compute something of their own, at most 80 columns wide.</summary>
    public override string ToString()
    {
        var table = new TextTable(2, "layer", "", "mean", "std", "dead", "flat", "grad out", "weight", "grad", "update");
        foreach (LayerStatistics row in Layers)
        {
            if (row.Weight is not null || !row.Module.Children.Any())
            {
                table.Add(
                    row.Path.Length == 0 ? "(model)" : row.Path, row.Module.GetType().Name, TextTable.Digits(row.Mean),
                    TextTable.Digits(row.Deviation), TextTable.Share((double?)row.DeadUnits / row.Units), TextTable.Share(row.Saturated),
                    TextTable.Digits(row.OutputGradient), TextTable.Digits(row.Weight), TextTable.Digits(row.Gradient),
                    TextTable.Digits(row.Update));
            }
        }

        return table.ToString();
    }

    private LayerStatistics Row(string path, Module module)
    {
        Seen seen = _seen[module];
        (double weights, double gradients, double changes) = (0, 0, 0);
        bool hasWeights = false, hasGradients = false;
        foreach (Parameter parameter in module.OwnParameters())
        {
            hasWeights = true;
            weights += SumOfSquares(parameter.Value);
            changes += _before.TryGetValue(parameter, out Tensor? before) && before.DType == parameter.DType
                ? SumOfSquares(parameter.Value, before) : 0;
            if (parameter.Grad is { } gradient)
            {
                hasGradients = true;
                gradients += SumOfSquares(gradient);
            }
        }

        return new(
            path, module, seen.Mean, seen.Deviation, seen.Units, seen.DeadUnits, seen.Saturated, seen.OutputGradient,
            hasWeights ? Math.Sqrt(weights) : null, hasGradients ? Math.Sqrt(gradients) : null,
            hasWeights && weights > 0 ? Math.Sqrt(changes / weights) : null);
    }

    private static double SumOfSquares(Tensor tensor, Tensor? less = null)
    {
        double[] numbers = Numbers(tensor), others = less is null ? [] : Numbers(less);
        double sum = 0;
        for (int i = 0; i < numbers.Length; i++)
        {
            double number = less is null ? numbers[i] : numbers[i] - others[i];
            sum += number * number;
        }

        return sum;
    }

    // Read without an op: what records or traces sees nothing of it.
    private static double[] Numbers(Tensor tensor) => tensor.DType == DType.Float64
        ? tensor.AsSpan<double>().ToArray()
        : Array.ConvertAll(tensor.AsSpan<float>().ToArray(), number => (double)number);

    private void Look(Module module, Tensor? input, Tensor output)
    {
        Seen seen = _seen[module];
        double[] numbers = Numbers(output);
        int samples = output.Rank > 0 ? output.Shape[0] : 1, units = numbers.Length / Math.Max(1, samples);
        double mean = numbers.Length > 0 ? numbers.Average() : 0;
        seen.Mean = numbers.Length > 0 ? mean : null;
        seen.Deviation = numbers.Length > 0 ? Math.Sqrt(numbers.Average(number => (number - mean) * (number - mean))) : null;
        seen.Units = units;
        seen.DeadUnits = samples < 2 ? null : Enumerable.Range(0, units).Count(unit =>
            Enumerable.Range(1, samples - 1).All(sample => numbers[(sample * units) + unit].Equals(numbers[unit])));
        seen.Saturated = module is Activation activation && input is not null ? ShareOfFlat(activation, input, output) : null;
        seen.OutputGradient = null;
        seen.Forget();
        seen.Hook = output.OnGradient(gradient => { seen.OutputGradient = Math.Sqrt(SumOfSquares(gradient)); });
    }

    // Where an activation works element by element, its gradient by the sum of its output is its slope.
    private static double? ShareOfFlat(Activation activation, Tensor input, Tensor output)
    {
        if (output.Shape != input.Shape || input.Count == 0 || activation is Softmax or Softmin or LogSoftmax
            || activation.WithParts().Any(part => part is RandomStream))
        {
            return null;
        }

        using var tape = new Tape();
        Tensor x = tape.Watch(input.Copied()), sum = activation.ComputeUnseen(x).Sum();
        return Numbers(tape.Gradient(sum, [x])[0]).Average(slope => Math.Abs(slope) < 0.01 ? 1.0 : 0);
    }

    private sealed class Watcher(LayerProbe probe) : ModuleWatcher
    {
        private bool _isLooking;

        protected override void Result(Module module, Tensor? input, Tensor? output)
        {
            if (!_isLooking && output is not null && output.DType.IsFloat() && probe._seen.ContainsKey(module))
            {
                _isLooking = true;
                try
                {
                    probe.Look(module, input, output);
                }
                finally
                {
                    _isLooking = false;
                }
            }
        }
    }

    private sealed class Seen
    {
        public double? Mean { get; set; }

        public double? Deviation { get; set; }

        public int? Units { get; set; }

        public int? DeadUnits { get; set; }

        public double? Saturated { get; set; }

        public double? OutputGradient { get; set; }

        /// <summary>What waits for the gradient by the last result.</summary>
        public IDisposable? Hook { get; set; }

        public void Forget()
        {
            Hook?.Dispose();
            Hook = null;
        }
    }
}
