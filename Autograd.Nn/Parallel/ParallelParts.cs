using Autograd.Core;

namespace Autograd.Nn;

/// <summary>What the chunks of a step share: the parameters, and the parts of model and loss that need care.</summary>
internal sealed class ParallelParts(DataParallel parallel, Chunk[] chunks)
{
    private long _registrations = -1;
    private Loss? _loss;
    private Parameter[] _parameters = [];
    private Tensor[] _values = [], _targets = [], _first = [], _second = [];
    private bool[] _arrived = [];
    private Module[] _modules = [];
    private RandomStream[] _streams = [];
    private ModuleBuffer[] _buffers = [];
    private int[] _versions = [];

    /// <summary>The normalizations, by number.</summary>
    public RunningNorm[] Norms { get; private set; } = [];

    /// <summary>Which parameters have got a gradient.</summary>
    public bool[] Arrived => _arrived;

    /// <summary>Whether somebody sees what modules compute.</summary>
    public bool HasHooks { get; private set; }

    /// <summary>Refuses an optimizer of another model; one of a loss alone, or of a loss that is still to come, is none.</summary>
    public static void ExpectOfModel(Module model, Optimizer optimizer, Loss? loss)
    {
        HashSet<Parameter> own = [.. model.Parameters(), .. loss?.Parameters() ?? []];
        if (own.Count > 0 && !optimizer.Groups.SelectMany(group => group.All).Any(known => own.Contains(known) || known.Root is Loss))
        {
            throw new ArgumentException(
                $"DataParallel: the optimizer trains none of the parameters of {model.GetType().Name}: it is of another model, or of " +
                "layers that were replaced since. Make it of these: model.Parameters().", nameof(optimizer));
        }
    }

    /// <summary>Whether the parameters' type holds a number: one beyond it is not finite in a plain step.</summary>
    public bool Holds(double loss) =>
        !(Math.Abs(loss) > float.MaxValue) || _parameters is not [{ DType: DType.Float32 }, ..];

    /// <summary>Before the chunks run: finds the parts, and refuses what cannot be split.</summary>
    public void Begin(Loss? loss)
    {
        if (_registrations != Module.Registrations || _loss != loss)
        {
            _registrations = Module.Registrations;
            _loss = loss;
            ExpectOfModel(parallel.Model, parallel.Optimizer, loss);
            ModulePart[] parts = [.. parallel.Model.WithParts(), .. loss?.WithParts() ?? []];
            (_modules, _streams) = ([.. parts.OfType<Module>()], [.. parts.OfType<RandomStream>()]);
            (_buffers, Norms) = ([.. parts.OfType<ModuleBuffer>()], [.. parts.OfType<RunningNorm>()]);
            _versions = new int[_buffers.Length];
        }

        HasHooks = false;
        foreach (Module module in _modules)
        {
            HasHooks |= module.HasHooks;
            if (module.MixesSamples && !parallel.PerChunkStatistics)
            {
                throw new InvalidOperationException(
                    $"DataParallel: {Name(module)} looks at the whole batch (Module.MixesSamples), which is cut into chunks. Take a norm " +
                    "that looks at each sample (GroupNorm, LayerNorm), put the part in use with Eval(), or let it look at each chunk: " +
                    $"{parallel.Stated(nameof(parallel.PerChunkStatistics), "true")}.");
            }
        }

        for (int i = 0; i < _buffers.Length; i++)
        {
            _versions[i] = _buffers[i].Value.Version;
        }

        FindParameters();
    }

    /// <summary>After they have run: the streams go on, and nobody has written to what the chunks share.</summary>
    public void End()
    {
        foreach (RandomStream stream in _streams)
        {
            stream.Whole.Skip(1);
        }

        for (int i = 0; i < _buffers.Length; i++)
        {
            if (_buffers[i].Value.Version != _versions[i])
            {
                throw new InvalidOperationException(
                    $"DataParallel: the buffer '{_buffers[i].Path}' was written to while chunks ran side by side, so that it depends on " +
                    "which came first. A module that remembers something of each batch cannot be split: train without Parallel.");
            }
        }

        for (int i = 0; i < _parameters.Length; i++)
        {
            bool arrived = false;
            foreach (Chunk chunk in chunks)
            {
                arrived |= chunk.Gradients.Stands[i].Grad is not null;
            }

            _arrived[i] = arrived;
        }
    }

    /// <summary>Adds a factor times gradients, or the sums of two, to those of the parameters that have got any.</summary>
    public void Deliver(GradientSet first, GradientSet? second, double factor)
    {
        Deliver(first, second, factor, adds: true);
        Deliver(first, second, factor, adds: false);
    }

    private void Deliver(GradientSet first, GradientSet? second, double factor, bool adds)
    {
        int count = 0;
        for (int i = 0; i < _parameters.Length; i++)
        {
            if (_arrived[i] && _values[i].Grad is not null == adds)
            {
                (_targets[count], _first[count]) = (_values[i].GradMemory(), first.Stands[i].GradMemory());
                _second[count++] = second?.Stands[i].GradMemory()!;
            }
        }

        Tensor.SumInto(_targets.AsSpan(0, count), _first.AsSpan(0, count), second is null ? [] : _second.AsSpan(0, count), factor, adds);
        for (int i = 0; i < _parameters.Length && !adds; i++)
        {
            if (_arrived[i] && _values[i].Grad is null)
            {
                // What is there already.
                _values[i].AccumulateGrad(_values[i].GradMemory());
            }
        }
    }

    private void FindParameters()
    {
        int count = 0;
        bool areSame = true;
        foreach (ParameterGroup group in parallel.Optimizer.Groups)
        {
            foreach (Parameter parameter in group.All)
            {
                areSame = areSame && count < _parameters.Length && _parameters[count] == parameter;
                areSame = areSame && _values[count] == parameter.Value;
                count++;
                if (parameter.Value.HasHooks)
                {
                    throw new InvalidOperationException(
                        $"DataParallel: the parameter {parameter.Title} has an OnGradient, which would see the gradients of the chunks " +
                        "and not of the batch. Look at or change the gradient after Backward.");
                }
            }
        }

        if (areSame && count == _parameters.Length)
        {
            return;
        }

        _parameters = [.. parallel.Optimizer.Groups.SelectMany(group => group.All)];
        _values = Array.ConvertAll(_parameters, parameter => parameter.Value);
        (_targets, _first, _second, _arrived) = (new Tensor[count], new Tensor[count], new Tensor[count], new bool[count]);
        if (Array.Find(_parameters, parameter => parameter.DType != _parameters[0].DType) is { } other)
        {
            throw new InvalidOperationException(
                $"DataParallel: the parameter {other.Title} is {other.DType} and {_parameters[0].Title} {_parameters[0].DType}; expected " +
                "one type. Convert the model with To.");
        }

        foreach (Chunk chunk in chunks)
        {
            chunk.Gradients = new(_values);
        }
    }

    private static string Name(Module module) =>
        module.Path.Length > 0 ? $"{module.GetType().Name} '{module.Path}'" : module.GetType().Name;
}
