using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// What a loop may set while it trains, and no part of a model or optimizer remembers: what is frozen, which modules are in use, and how a
/// group differs from its optimizer.
/// </summary>
internal sealed class LoopSettings
{
    private readonly Trainer _trainer;
    private readonly long[] _trained, _inTraining, _frozen, _resting;
    private readonly double[] _rateFactors, _decays;

    /// <summary>Reads what <see cref="StateDict()"/> gave.</summary>
    public LoopSettings(Trainer trainer, StateReader reader)
    {
        _trainer = trainer;
        int groups = trainer.Optimizer.Groups.Count;
        (int parameters, int modules) = (Parameters(trainer).Length, Modules(trainer).Length);
        (_trained, _frozen) = (reader.Counts("trained", parameters), reader.Counts("frozen_by_phase", parameters));
        (_inTraining, _resting) = (reader.Counts("in_training", modules), reader.Counts("resting_by_phase", modules));
        (_rateFactors, _decays) = (reader.Reals("rate_factors", groups), reader.Reals("decays", groups));
        if (!Array.TrueForAll(_rateFactors, factor => factor is >= 0 and < double.PositiveInfinity)
            || !Array.TrueForAll(_decays, decay => decay is double.NaN or (>= 0 and < double.PositiveInfinity)))
        {
            reader.Unfit("rate_factors", "or decays are not finite numbers of 0 or more");
        }
    }

    /// <summary>How things are, and what of it a phase has changed for as long as it lasts.</summary>
    public static IReadOnlyDictionary<string, Tensor> Of(Trainer trainer, PhaseSetting setting) => new Dictionary<string, Tensor>
    {
        ["trained"] = Flags(Parameters(trainer), part => part.RequiresGrad),
        ["in_training"] = Flags(Modules(trainer), part => part.IsTraining),
        ["frozen_by_phase"] = Flags(Parameters(trainer), part => setting.HasFrozen(part)),
        ["resting_by_phase"] = Flags(Modules(trainer), part => setting.HasRested(part)),
        ["rate_factors"] = Tensor.From([.. trainer.Optimizer.Groups.Select(group => group.RateFactor)]),
        ["decays"] = Tensor.From([.. trainer.Optimizer.Groups.Select(group => group.WeightDecay ?? double.NaN)]),
    };

    /// <summary>As it was read, before its phase goes on.</summary>
    public IReadOnlyDictionary<string, Tensor> StateDict() => new Dictionary<string, Tensor>
    {
        ["trained"] = Tensor.From(_trained),
        ["in_training"] = Tensor.From(_inTraining),
        ["frozen_by_phase"] = Tensor.From(_frozen),
        ["resting_by_phase"] = Tensor.From(_resting),
        ["rate_factors"] = Tensor.From(_rateFactors),
        ["decays"] = Tensor.From(_decays),
    };

    /// <summary>Sets it all as it was, apart from what the phase had changed.</summary>
    public void Apply()
    {
        Parameter[] parameters = Parameters(_trainer);
        for (int i = 0; i < parameters.Length; i++)
        {
            Set(parameters[i], _trained[i] + _frozen[i] != 0);
        }

        Module[] modules = Modules(_trainer);
        for (int i = 0; i < modules.Length; i++)
        {
            modules[i].SetMode(_inTraining[i] + _resting[i] != 0);
        }

        for (int i = 0; i < _rateFactors.Length; i++)
        {
            ParameterGroup group = _trainer.Optimizer.Groups[i];
            (group.RateFactor, group.WeightDecay) = (_rateFactors[i], double.IsNaN(_decays[i]) ? null : _decays[i]);
        }
    }

    /// <summary>Sets what the phase had changed, and the loop after it.</summary>
    /// <param name="frozen">Takes the parameters that the phase froze.</param>
    /// <param name="resting">Takes the modules that it put in use.</param>
    public void Apply(List<Parameter> frozen, List<Module> resting)
    {
        Parameter[] parameters = Parameters(_trainer);
        for (int i = 0; i < parameters.Length; i++)
        {
            if (_frozen[i] != 0)
            {
                Set(parameters[i], _trained[i] != 0);
                frozen.Add(parameters[i]);
            }
        }

        Module[] modules = Modules(_trainer);
        for (int i = 0; i < modules.Length; i++)
        {
            if (_resting[i] != 0)
            {
                modules[i].SetMode(_inTraining[i] != 0);
                resting.Add(modules[i]);
            }
        }
    }

    // To set it forgets the gradient.
    private static void Set(Parameter parameter, bool isTrained)
    {
        if (parameter.RequiresGrad != isTrained)
        {
            parameter.RequiresGrad = isTrained;
        }
    }

    private static Tensor Flags<T>(T[] parts, Predicate<T> flag) => Tensor.From([.. parts.Select(part => flag(part) ? 1L : 0)]);

    private static Parameter[] Parameters(Trainer trainer) => [.. trainer.Model.Parameters()];

    private static Module[] Modules(Trainer trainer) => [.. trainer.Model.WithParts().OfType<Module>()];
}
